package dev.outset.access.key;

import dev.outset.access.AccessSettingException;
import dev.outset.access.AccessSettings;
import dev.outset.access.LabelScope;
import dev.outset.access.Principal;
import dev.outset.access.Role;
import dev.outset.access.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The first key, from the settings: valid as long as it stands there, stored nowhere else. */
final class BootstrapKey {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{32,256}");

    private static final Principal SUBJECT =
            new Principal("bootstrap", Role.ADMINISTRATOR, LabelScope.everything(), "bootstrap key", null, null);

    private final @Nullable String hash;

    private BootstrapKey(@Nullable String hash) {
        this.hash = hash;
    }

    /**
     * The key of the settings, if there is one.
     *
     * @throws AccessSettingException if it cannot be read or is too short
     */
    static BootstrapKey of(AccessSettings settings) {
        SecretText given = settings.bootstrapKey();
        if (given != null && !given.isBlank()) {
            return checked(given.reveal(), "outset.access.bootstrap-key");
        }
        Path file = settings.bootstrapKeyFile();
        if (file == null) {
            return new BootstrapKey(null);
        }
        try {
            return checked(Files.readString(file), "outset.access.bootstrap-key-file");
        } catch (IOException unreadable) {
            throw new AccessSettingException(
                    "The file of the setting outset.access.bootstrap-key-file cannot be read: " + unreadable,
                    "Let the setting name a file with the key that the service's user may read");
        }
    }

    private static BootstrapKey checked(String text, String setting) {
        String key = text.strip();
        if (!FORM.matcher(key).matches()) {
            throw new AccessSettingException(
                    "The key of the setting " + setting + " has not the form of a key",
                    "Give 32 to 256 letters, digits, '-' and '_', such as 'openssl rand -hex 32' prints");
        }
        return new BootstrapKey(ApiKeyText.hash(key));
    }

    Optional<Principal> subject(String text) {
        return hash != null && ApiKeyText.isHash(hash, text) ? Optional.of(SUBJECT) : Optional.empty();
    }
}

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

/** The bootstrap key of the settings: valid as long as it is configured, and not stored in the database. */
final class BootstrapKey {

    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9_-]{32,256}");

    private static final Principal PRINCIPAL =
            new Principal("bootstrap", Role.ADMINISTRATOR, LabelScope.unrestricted(), "bootstrap key", null, null);

    private final @Nullable String hash;

    /** Creates a bootstrap key; null for none. */
    BootstrapKey(@Nullable String hash) {
        this.hash = hash;
    }

    /**
     * Reads the bootstrap key from the settings, if it is configured.
     *
     * @throws AccessSettingException if the key cannot be read or does not have the required format
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
                    "The file in outset.access.bootstrap-key-file cannot be read: " + unreadable,
                    "Set it to a file that contains the key and is readable by the user that runs the service");
        }
    }

    private static BootstrapKey checked(String text, String setting) {
        String key = text.strip();
        if (!FORMAT.matcher(key).matches()) {
            throw new AccessSettingException(
                    "The value of " + setting + " is not a valid key",
                    "Use 32 to 256 letters, digits, '-' and '_', for example the output of 'openssl rand -hex 32'");
        }
        return new BootstrapKey(ApiKeyText.hash(key));
    }

    /** The bootstrap administrator, if the text is the bootstrap key. */
    Optional<Principal> authenticate(String text) {
        return hash != null && ApiKeyText.matchesHash(hash, text) ? Optional.of(PRINCIPAL) : Optional.empty();
    }
}

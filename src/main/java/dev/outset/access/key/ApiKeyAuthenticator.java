package dev.outset.access.key;

import dev.outset.access.Principal;
import java.util.Optional;

/** Who holds a key, be it one of the database or the one of the settings. */
public final class ApiKeyAuthenticator {

    private final KeyCache keys;

    private final BootstrapKey bootstrap;

    ApiKeyAuthenticator(KeyCache keys, BootstrapKey bootstrap) {
        this.keys = keys;
        this.bootstrap = bootstrap;
    }

    /** Who a key lets in; empty for a text that is no key, or one that has ended. */
    public Optional<Principal> of(String text) {
        return bootstrap.subject(text).or(() -> keys.authenticate(text).map(ApiKeyAuthenticator::subject));
    }

    private static Principal subject(ApiKey key) {
        return new Principal(key.name(), key.role(), key.reach(), "key " + key.id(), key.id(), key.expiresAt());
    }

    /** Whether a key is still valid. */
    public boolean isValid(String id) {
        return keys.valid(id).isPresent();
    }
}

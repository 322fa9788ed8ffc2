package dev.outset.access.key;

import dev.outset.access.Principal;
import java.util.Optional;

/** Authenticates API keys: those in the database and the bootstrap key of the settings. */
public final class ApiKeyAuthenticator {

    private final KeyCache keys;

    private final BootstrapKey bootstrap;

    ApiKeyAuthenticator(KeyCache keys, BootstrapKey bootstrap) {
        this.keys = keys;
        this.bootstrap = bootstrap;
    }

    /** The principal of a key; empty if the text is not a key, or the key is unknown, expired or revoked. */
    public Optional<Principal> authenticate(String text) {
        return bootstrap.authenticate(text).or(() -> keys.authenticate(text).map(ApiKeyAuthenticator::principal));
    }

    private static Principal principal(ApiKey key) {
        return new Principal(key.name(), key.role(), key.reach(), "key " + key.id(), key.id(), key.expiresAt());
    }

    /** Whether the key with the given id is valid. */
    public boolean isValid(String id) {
        return keys.findValid(id).isPresent();
    }
}

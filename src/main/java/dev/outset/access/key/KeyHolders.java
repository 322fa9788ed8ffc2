package dev.outset.access.key;

import dev.outset.access.Subject;
import java.util.Optional;

/** Who holds a key, be it one of the database or the one of the settings. */
public final class KeyHolders {

    private final KeyCache keys;

    private final BootstrapKey bootstrap;

    KeyHolders(KeyCache keys, BootstrapKey bootstrap) {
        this.keys = keys;
        this.bootstrap = bootstrap;
    }

    /** Who a key lets in; empty for a text that is no key, or one that has ended. */
    public Optional<Subject> of(String text) {
        return bootstrap.subject(text).or(() -> keys.authenticate(text).map(KeyHolders::subject));
    }

    private static Subject subject(ApiKey key) {
        return new Subject(key.name(), key.role(), key.reach(), "key " + key.id(), key.id(), key.expiresAt());
    }

    /** Whether a key is still valid. */
    public boolean isValid(String id) {
        return keys.valid(id).isPresent();
    }
}

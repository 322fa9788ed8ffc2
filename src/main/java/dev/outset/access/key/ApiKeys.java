package dev.outset.access.key;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.LabelScope;
import dev.outset.access.Role;
import dev.outset.binding.RecordWriter;
import dev.outset.store.audit.AuditSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/** Gives keys out and takes them back, each time with an entry of the audit. Keys out of reach are as if not there. */
public final class ApiKeys {

    private final ApiKeyTable stored;

    private final KeyCache cache;

    private final TransactionOperations transactions;

    private final AuditSink journal;

    private final CurrentPrincipal caller;

    private final InstantSource clock;

    private final RandomGenerator random;

    private final KeySettings settings;

    private final RecordWriter writer = new RecordWriter();

    /**
     * A new key: the only time that its text is known.
     *
     * @param key the key
     * @param text what a client sends
     */
    public record Issued(ApiKey key, String text) {

        @Override
        public String toString() {
            return "Issued[key=" + key + "]";
        }
    }

    /** More keys are valid than the settings allow. */
    public static final class TooManyKeysException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManyKeysException(int limit) {
            super("There are already " + limit + " valid keys");
        }
    }

    ApiKeys(
            ApiKeyTable stored,
            KeyCache cache,
            TransactionOperations transactions,
            AuditSink journal,
            CurrentPrincipal caller,
            InstantSource clock,
            RandomGenerator random,
            KeySettings settings) {
        this.stored = stored;
        this.cache = cache;
        this.transactions = transactions;
        this.journal = journal;
        this.caller = caller;
        this.clock = clock;
        this.random = random;
        this.settings = settings;
    }

    /**
     * Makes a key.
     *
     * @throws TooManyKeysException if there are as many as there may be
     */
    public Issued issue(String name, Role role, LabelScope reach, Duration lifetime) {
        return transactions.execute(transaction -> {
            Issued issued = insert(name, role, reach, now().plus(lifetime), null);
            take("key.create", null, issued.key());
            return issued;
        });
    }

    private Issued insert(String name, Role role, LabelScope reach, Instant expiresAt, @Nullable String replaces) {
        if (stored.countValid(now()) >= settings.maxKeys()) {
            throw new TooManyKeysException(settings.maxKeys());
        }
        String id = ApiKeyText.newId(random);
        String text = ApiKeyText.newText(id, random);
        ApiKey key = new ApiKey(id, name, role, reach, caller.current().name(), now(), expiresAt, null, null, replaces);
        stored.insert(key, ApiKeyText.hash(text));
        return new Issued(key, text);
    }

    /**
     * Makes a key in place of another, which goes on for the grace of the settings.
     *
     * @return empty if there is no such key, or it is not valid any more
     */
    public Optional<Issued> rotate(String id) {
        Optional<Issued> issued = transactions.execute(transaction -> lock(id).filter(key -> key.isValidAt(now()))
                .map(old -> {
                    Duration lifetime = Duration.between(old.createdAt(), old.expiresAt());
                    Issued fresh = insert(old.name(), old.role(), old.reach(), now().plus(lifetime), old.id());
                    Instant end = now().plus(settings.rotationGrace());
                    ApiKey ending = end.isBefore(old.expiresAt()) ? old.expiring(end) : old;
                    stored.expire(id, ending.expiresAt());
                    take("key.rotate", old, ending);
                    take("key.create", null, fresh.key());
                    return fresh;
                }));
        cache.forget(id);
        return issued;
    }

    /**
     * Takes a key back. Doing so twice is harmless.
     *
     * @return empty if there is no such key
     */
    public Optional<ApiKey> revoke(String id) {
        Optional<ApiKey> revoked = transactions.execute(transaction -> lock(id).map(key -> {
            if (key.revokedAt() != null) {
                return key;
            }
            ApiKey gone = key.revoked(now());
            stored.revoke(id, now());
            take("key.revoke", key, gone);
            return gone;
        }));
        cache.forget(id);
        return revoked;
    }

    private Optional<ApiKey> lock(String id) {
        return stored.lock(id).filter(this::isWithinReach);
    }

    /** A page of keys in the order of their ids, those within reach of it; also those that have ended. */
    public List<ApiKey> list(@Nullable String after, int limit) {
        return stored.list(caller.current().reach(), after, limit);
    }

    private boolean isWithinReach(ApiKey key) {
        return caller.current().reach().holds(key.reach().labels());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void take(String action, @Nullable ApiKey before, ApiKey after) {
        journal.record(List.of(new AuditSink.Change(
                action,
                after.id(),
                after.reach().labels(),
                before == null ? null : writer.text(before),
                writer.text(after))));
    }
}

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

/** Issues, rotates and revokes API keys and records each change in the audit log. Keys out of scope are not found. */
public final class ApiKeys {

    private final ApiKeyTable stored;

    private final ApiKeyAuthenticator authenticator;

    private final TransactionOperations transactions;

    private final AuditSink audit;

    private final CurrentPrincipal caller;

    private final InstantSource clock;

    private final RandomGenerator random;

    private final KeySettings settings;

    private final RecordWriter writer = new RecordWriter();

    /**
     * A new key with its text, which is not stored and cannot be shown again.
     *
     * @param key the metadata
     * @param text the text that a client sends
     */
    public record Issued(ApiKey key, String text) {

        @Override
        public String toString() {
            return "Issued[key=" + key + "]";
        }
    }

    /** There are as many valid keys as the settings allow. */
    public static final class TooManyKeysException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManyKeysException(int limit) {
            super("There are already " + limit + " valid keys");
        }
    }

    ApiKeys(
            ApiKeyTable stored,
            ApiKeyAuthenticator authenticator,
            TransactionOperations transactions,
            AuditSink audit,
            CurrentPrincipal caller,
            InstantSource clock,
            RandomGenerator random,
            KeySettings settings) {
        this.stored = stored;
        this.authenticator = authenticator;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
        this.random = random;
        this.settings = settings;
    }

    /**
     * Issues a key.
     *
     * @throws TooManyKeysException if there are as many valid keys as the settings allow
     */
    public Issued issue(String name, Role role, LabelScope scope, Duration lifetime) {
        return transactions.execute(transaction -> {
            Issued issued = insert(name, role, scope, now().plus(lifetime), null);
            audit("key.create", null, issued.key());
            return issued;
        });
    }

    private Issued insert(String name, Role role, LabelScope scope, Instant expiresAt, @Nullable String replaces) {
        if (stored.countValid(now()) >= settings.maxKeys()) {
            throw new TooManyKeysException(settings.maxKeys());
        }
        String id = ApiKeyText.newId(random);
        String text = ApiKeyText.newText(id, random);
        ApiKey key = new ApiKey(id, name, role, scope, caller.current().name(), now(), expiresAt, null, null, replaces);
        stored.insert(key, ApiKeyText.hash(text));
        return new Issued(key, text);
    }

    /**
     * Issues a replacement for a key. The replaced key remains valid for the rotation grace period of the settings.
     *
     * @return empty if the key does not exist or is no longer valid
     * @throws TooManyKeysException if there are as many valid keys as the settings allow
     */
    public Optional<Issued> rotate(String id) {
        Optional<Issued> issued = transactions.execute(transaction -> lock(id).filter(key -> key.isValidAt(now()))
                .map(old -> {
                    Duration lifetime = Duration.between(old.createdAt(), old.expiresAt());
                    Issued fresh = insert(old.name(), old.role(), old.reach(), now().plus(lifetime), old.id());
                    Instant end = now().plus(settings.rotationGrace());
                    ApiKey ending = end.isBefore(old.expiresAt()) ? old.expiring(end) : old;
                    stored.expire(id, ending.expiresAt());
                    audit("key.rotate", old, ending);
                    audit("key.create", null, fresh.key());
                    return fresh;
                }));
        authenticator.invalidate(id);
        return issued;
    }

    /**
     * Revokes a key. The operation is idempotent.
     *
     * @return empty if the key does not exist
     */
    public Optional<ApiKey> revoke(String id) {
        Optional<ApiKey> revoked = transactions.execute(transaction -> lock(id).map(key -> {
            if (key.revokedAt() != null) {
                return key;
            }
            ApiKey revokedKey = key.revoked(now());
            stored.revoke(id, now());
            audit("key.revoke", key, revokedKey);
            return revokedKey;
        }));
        authenticator.invalidate(id);
        return revoked;
    }

    private Optional<ApiKey> lock(String id) {
        return stored.lock(id).filter(this::isInScope);
    }

    /** Lists a page of the keys in scope, in the order of their ids, including expired and revoked keys. */
    public List<ApiKey> list(@Nullable String after, int limit) {
        return stored.list(caller.current().scope(), after, limit);
    }

    private boolean isInScope(ApiKey key) {
        return caller.current().scope().includes(key.reach().labels());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void audit(String action, @Nullable ApiKey before, ApiKey after) {
        audit.record(List.of(new AuditSink.Change(
                action,
                after.id(),
                after.reach().labels(),
                before == null ? null : writer.text(before),
                writer.text(after))));
    }
}

package dev.outset.store.idempotency;

import dev.outset.store.database.Timestamps;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stores the responses of requests with an Idempotency-Key in the table {@code idempotency_key}. */
public final class IdempotencyKeys {

    private final JdbcClient jdbc;

    private final InstantSource clock;

    private final IdempotencySettings settings;

    /** Creates a store of responses. */
    public IdempotencyKeys(JdbcClient jdbc, InstantSource clock, IdempotencySettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    /** Returns the response that was stored under a key; empty if there is none or it has expired. */
    public Optional<StoredResponse> find(String key) {
        return jdbc.sql("select * from idempotency_key where idempotency_key = ? and answered_at > ?")
                .params(key, tooOld())
                .query((row, number) -> new StoredResponse(
                        row.getString("idempotency_key"), row.getString("fingerprint"), row.getString("answer")))
                .optional();
    }

    /**
     * Stores a response, in the caller's transaction. Waits for a concurrent transaction that uses the same key.
     *
     * @throws KeyTakenException if the key is already used
     */
    public void store(StoredResponse answer) {
        jdbc.sql("delete from idempotency_key where idempotency_key = ? and answered_at <= ?")
                .params(answer.key(), tooOld())
                .update();
        try {
            jdbc.sql("insert into idempotency_key values (?, ?, ?, ?)")
                    .params(answer.key(), answer.fingerprint(), answer.body(), Timestamps.timestamp(clock.instant()))
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new KeyTakenException(answer.key(), taken);
        }
    }

    /** Deletes expired responses. */
    public void prune() {
        jdbc.sql("delete from idempotency_key where answered_at <= ?")
                .param(tooOld())
                .update();
    }

    private OffsetDateTime tooOld() {
        return Timestamps.timestamp(clock.instant().minus(settings.retention()));
    }
}

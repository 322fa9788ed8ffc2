package dev.outset.store.idempotency;

import dev.outset.store.database.Timestamps;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The answers in the table {@code idempotency_key}. */
public final class IdempotencyKeys {

    private final JdbcClient jdbc;

    private final InstantSource clock;

    private final IdempotencySettings settings;

    public IdempotencyKeys(JdbcClient jdbc, InstantSource clock, IdempotencySettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    /** What was answered under a key, unless that is too long ago. */
    public Optional<StoredResponse> find(String key) {
        return jdbc.sql("select * from idempotency_key where idempotency_key = ? and answered_at > ?")
                .params(key, tooOld())
                .query((row, number) -> new StoredResponse(
                        row.getString("idempotency_key"), row.getString("fingerprint"), row.getString("answer")))
                .optional();
    }

    /**
     * Remembers an answer, in the caller's transaction.
     *
     * @throws KeyTakenException if the key is in use; whoever uses it at the same time is waited for
     */
    public void remember(StoredResponse answer) {
        jdbc.sql("delete from idempotency_key where idempotency_key = ? and answered_at <= ?")
                .params(answer.key(), tooOld())
                .update();
        try {
            jdbc.sql("insert into idempotency_key values (?, ?, ?, ?)")
                    .params(answer.key(), answer.fingerprint(), answer.answer(), Timestamps.timestamp(clock.instant()))
                    .update();
        } catch (DuplicateKeyException taken) {
            KeyTakenException refused = new KeyTakenException(answer.key());
            refused.initCause(taken);
            throw refused;
        }
    }

    /** Forgets what is too old. */
    public void prune() {
        jdbc.sql("delete from idempotency_key where answered_at <= ?")
                .param(tooOld())
                .update();
    }

    private OffsetDateTime tooOld() {
        return Timestamps.timestamp(clock.instant().minus(settings.retention()));
    }
}

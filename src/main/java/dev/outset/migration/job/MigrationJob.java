package dev.outset.migration.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored migration.
 *
 * @param id its id
 * @param request the request
 * @param state the current state
 * @param cancelled whether cancellation was requested
 * @param progress the progress that the source last reported; null before it started
 * @param createdAt when it was requested
 * @param endedAt when it ended; null while it runs
 * @param version counts the writes
 */
public record MigrationJob(
        String id,
        MigrationRequest request,
        MigrationJobState state,
        boolean cancelled,
        @Nullable MigrationProgress progress,
        Instant createdAt,
        @Nullable Instant endedAt,
        long version) {

    /** Returns whether it has ended. */
    public boolean hasEnded() {
        return state instanceof MigrationJobState.Ended;
    }

    /** Returns this migration in another state. */
    public MigrationJob with(MigrationJobState next) {
        return new MigrationJob(id, request, next, cancelled, progress, createdAt, endedAt, version);
    }

    /** Returns this migration with newer progress. */
    public MigrationJob with(MigrationProgress seen) {
        return new MigrationJob(id, request, state, cancelled, seen, createdAt, endedAt, version);
    }

    /** Returns this migration with its result. */
    public MigrationJob withResult(MigrationResult result, Instant at) {
        return new MigrationJob(
                id, request, new MigrationJobState.Ended(result), cancelled, progress, createdAt, at, version);
    }

    MigrationJob withVersion(long newVersion) {
        return new MigrationJob(id, request, state, cancelled, progress, createdAt, endedAt, newVersion);
    }
}

package dev.outset.migration.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A migration as it is stored.
 *
 * @param id its id
 * @param request what was asked for
 * @param state how far it is
 * @param cancelled whether somebody has asked to end it
 * @param progress what the source last said; null before it started
 * @param createdAt when it was asked for
 * @param endedAt when it was over; null while it is not
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

    /** Whether it is over. */
    public boolean isOver() {
        return state instanceof MigrationJobState.Ended;
    }

    public MigrationJob with(MigrationJobState next) {
        return new MigrationJob(id, request, next, cancelled, progress, createdAt, endedAt, version);
    }

    public MigrationJob with(MigrationProgress seen) {
        return new MigrationJob(id, request, state, cancelled, seen, createdAt, endedAt, version);
    }

    public MigrationJob ended(MigrationResult ending, Instant at) {
        return new MigrationJob(
                id, request, new MigrationJobState.Ended(ending), cancelled, progress, createdAt, at, version);
    }

    MigrationJob stored(long newVersion) {
        return new MigrationJob(id, request, state, cancelled, progress, createdAt, endedAt, newVersion);
    }
}

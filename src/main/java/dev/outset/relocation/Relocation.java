package dev.outset.relocation;

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
public record Relocation(
        String id,
        RelocationRequest request,
        RelocationState state,
        boolean cancelled,
        @Nullable Progress progress,
        Instant createdAt,
        @Nullable Instant endedAt,
        long version) {

    /** Whether it is over. */
    public boolean isOver() {
        return state instanceof RelocationState.Ended;
    }

    Relocation with(RelocationState next) {
        return new Relocation(id, request, next, cancelled, progress, createdAt, endedAt, version);
    }

    Relocation with(Progress seen) {
        return new Relocation(id, request, state, cancelled, seen, createdAt, endedAt, version);
    }

    Relocation ended(Ending ending, Instant at) {
        return new Relocation(
                id, request, new RelocationState.Ended(ending), cancelled, progress, createdAt, at, version);
    }

    Relocation stored(long newVersion) {
        return new Relocation(id, request, state, cancelled, progress, createdAt, endedAt, newVersion);
    }
}

package dev.outset.relocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a migration is, with what the next step needs. Each state is stored before its work begins, and its work can be
 * done twice.
 *
 * <pre>
 *   Preparing ──→ Applying ──→ Starting ──→ Moving ──→ Restoring ──→ Ended
 *       │            └────────────┴───────────────────────↑           ↑
 *       └────────────────────────────────────────────────────────────┘
 * </pre>
 */
public sealed interface RelocationState {

    /** How far, in a word. */
    Phase phase();

    /** Nothing has been done. */
    record Preparing() implements RelocationState {
        @Override
        public Phase phase() {
            return Phase.PREPARING;
        }
    }

    /**
     * Both ends get their settings.
     *
     * @param course what to do and what to put back
     */
    record Applying(Course course) implements RelocationState {
        @Override
        public Phase phase() {
            return Phase.APPLYING;
        }
    }

    /**
     * The source is told to migrate, or has been: whoever finds this state looks first. From the transaction that stores it
     * until the end of the migration, no QEMU is started for the source's VM.
     *
     * @param course what to do and what to put back
     */
    record Starting(Course course) implements RelocationState {
        @Override
        public Phase phase() {
            return Phase.STARTING;
        }
    }

    /**
     * The guest is on its way.
     *
     * @param course what to put back
     * @param since since when
     * @param completedAt when the source was first seen to have ended, well or not; null for not yet
     * @param timedOut whether it was cancelled because it took too long
     */
    record Moving(Course course, Instant since, @Nullable Instant completedAt, boolean timedOut)
            implements RelocationState {
        @Override
        public Phase phase() {
            return Phase.MOVING;
        }
    }

    /**
     * The settings of before are put back.
     *
     * @param course what to put back
     * @param ending how it ended
     * @param since since when
     */
    record Restoring(Course course, Ending ending, Instant since) implements RelocationState {
        @Override
        public Phase phase() {
            return Phase.RESTORING;
        }
    }

    /**
     * It is over.
     *
     * @param ending how it ended
     */
    record Ended(Ending ending) implements RelocationState {
        @Override
        public Phase phase() {
            return Phase.ENDED;
        }
    }
}

package dev.outset.migration.job;

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
public sealed interface MigrationJobState {

    /** How far, in a word. */
    MigrationPhase phase();

    /** Nothing has been done. */
    record Preparing() implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.PREPARING;
        }
    }

    /**
     * Both ends get their settings.
     *
     * @param course what to do and what to put back
     */
    record Applying(MigrationContext course) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.APPLYING;
        }
    }

    /**
     * The source is told to migrate, or has been: whoever finds this state looks first. From the transaction that stores it
     * until the end of the migration, no QEMU is started for the source's VM.
     *
     * @param course what to do and what to put back
     */
    record Starting(MigrationContext course) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.STARTING;
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
    record Moving(
            MigrationContext course,
            Instant since,
            @Nullable Instant completedAt,
            boolean timedOut) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.MOVING;
        }
    }

    /**
     * The settings of before are put back.
     *
     * @param course what to put back
     * @param ending how it ended
     * @param since since when
     */
    record Restoring(MigrationContext course, MigrationResult ending, Instant since) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.RESTORING;
        }
    }

    /**
     * It is over.
     *
     * @param ending how it ended
     */
    record Ended(MigrationResult ending) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.ENDED;
        }
    }
}

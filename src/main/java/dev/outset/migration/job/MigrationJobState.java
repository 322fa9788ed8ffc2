package dev.outset.migration.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a migration, with what the next step needs. Each state is stored before its work begins, and its work is
 * idempotent.
 *
 * <pre>
 *   Preparing ──→ Applying ──→ Starting ──→ Running ──→ Restoring ──→ Ended
 *       │            └────────────┴────────────────────────↑           ↑
 *       └─────────────────────────────────────────────────────────────┘
 * </pre>
 */
public sealed interface MigrationJobState {

    /** Returns the phase of this state. */
    MigrationPhase phase();

    /** Nothing has been changed yet. */
    record Preparing() implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.PREPARING;
        }
    }

    /**
     * The settings are applied on both sides.
     *
     * @param context the steps to take and the settings to restore
     */
    record Applying(MigrationContext context) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.APPLYING;
        }
    }

    /**
     * {@code migrate} is sent to the source, or was sent already: a reconciliation that finds this state queries the
     * source first. From the transaction that stores this state until the migration ends, no QEMU is started for the
     * source's VM.
     *
     * @param context the steps to take and the settings to restore
     */
    record Starting(MigrationContext context) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.STARTING;
        }
    }

    /**
     * QEMU migrates the guest.
     *
     * @param context the settings to restore
     * @param since when this state was entered
     * @param completedAt when the source was first seen to have finished, successfully or not; null if it has not
     * @param timedOut whether it was cancelled because of its timeout
     */
    record Running(
            MigrationContext context,
            Instant since,
            @Nullable Instant completedAt,
            boolean timedOut) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.RUNNING;
        }
    }

    /**
     * The previous settings are restored.
     *
     * @param context the settings to restore
     * @param result the result
     * @param since when this state was entered
     */
    record Restoring(MigrationContext context, MigrationResult result, Instant since) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.RESTORING;
        }
    }

    /**
     * The migration has ended.
     *
     * @param result the result
     */
    record Ended(MigrationResult result) implements MigrationJobState {
        @Override
        public MigrationPhase phase() {
            return MigrationPhase.ENDED;
        }
    }
}

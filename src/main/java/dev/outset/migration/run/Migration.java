package dev.outset.migration.run;

import dev.outset.binding.Discriminator;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.reconcile.verify.SettingValues;
import dev.outset.vm.VmDefinition;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stored migration.
 *
 * @param id its id
 * @param request the request
 * @param state the current state
 * @param cancelled whether cancellation was requested
 * @param progress the last progress of the source; null before it started
 * @param createdAt when it was requested
 * @param endedAt when it ended; null while it runs
 * @param version counts the writes
 */
public record Migration(
        String id,
        MigrationRequest request,
        State state,
        boolean cancelled,
        @Nullable MigrationProgress progress,
        Instant createdAt,
        @Nullable Instant endedAt,
        long version) {

    /** Returns a new migration with the plan that was made at its admission. */
    public static Migration of(String id, MigrationRequest request, AdmittedPlan plan, Instant at) {
        return new Migration(id, request, new Preparing(plan), false, null, at, null, 1);
    }

    /**
     * The state of a migration, with what the next step needs. Each state is stored before its work begins, and its
     * work is idempotent.
     *
     * <pre>
     *   Preparing ──→ Applying ──→ Starting ──→ Running ──→ Restoring ──→ Ended
     *       │            └────────────┴────────────────────────↑           ↑
     *       └─────────────────────────────────────────────────────────────┘
     * </pre>
     */
    @Discriminator("phase")
    public sealed interface State {

        /** Returns the phase of this state. */
        default MigrationPhase phase() {
            return switch (this) {
                case Preparing _ -> MigrationPhase.PREPARING;
                case Applying _ -> MigrationPhase.APPLYING;
                case Starting _ -> MigrationPhase.STARTING;
                case Running _ -> MigrationPhase.RUNNING;
                case Restoring _ -> MigrationPhase.RESTORING;
                case Ended _ -> MigrationPhase.ENDED;
            };
        }
    }

    /**
     * Nothing has been changed yet.
     *
     * @param plan the plan that was made at admission
     */
    public record Preparing(AdmittedPlan plan) implements State {}

    /**
     * The settings are applied on both sides.
     *
     * @param steps the steps to take, in order
     * @param before both QEMUs before the migration
     */
    public record Applying(List<MigrationStep.Action> steps, Baseline before) implements State {
        public Applying {
            steps = List.copyOf(steps);
        }
    }

    /**
     * {@code migrate} is sent to the source, or was sent already: a reconciliation that finds this state queries the
     * source first. From the transaction that stores this state until the migration ends, no QEMU is started for the
     * source's VM.
     *
     * @param steps the steps to take, in order
     * @param before both QEMUs before the migration
     */
    public record Starting(List<MigrationStep.Action> steps, Baseline before) implements State {
        public Starting {
            steps = List.copyOf(steps);
        }
    }

    /**
     * QEMU migrates the guest.
     *
     * @param before both QEMUs before the migration
     * @param since when this state was entered
     * @param completedAt when the source was first seen to have finished, successfully or not; null if it has not
     * @param timedOut whether it was cancelled because of its timeout
     */
    public record Running(
            Baseline before, Instant since, @Nullable Instant completedAt, boolean timedOut) implements State {}

    /**
     * The previous settings are restored.
     *
     * @param before both QEMUs before the migration
     * @param result the result
     * @param since when this state was entered
     */
    public record Restoring(Baseline before, MigrationResult result, Instant since) implements State {}

    /**
     * The migration has ended.
     *
     * @param result the result
     * @param changes the settings that were changed for it
     */
    public record Ended(MigrationResult result, List<SettingChange> changes) implements State {
        public Ended {
            changes = List.copyOf(changes);
        }

        Ended(MigrationResult result) {
            this(result, List.of());
        }
    }

    /**
     * The plan of a migration as it is carried out, so that a later change of the rules does not affect it.
     *
     * @param source the source that was planned for
     * @param destination the destination that was planned for
     * @param steps the steps over QMP, in order
     */
    public record AdmittedPlan(Revision source, Revision destination, List<MigrationStep.Action> steps) {
        public AdmittedPlan {
            steps = List.copyOf(steps);
        }

        /** Returns the plan for two definitions. */
        public static AdmittedPlan of(MigrationPlan plan, VmDefinition source, VmDefinition destination) {
            return new AdmittedPlan(
                    Revision.of(source),
                    Revision.of(destination),
                    plan.steps().stream()
                            .filter(MigrationStep.Action.class::isInstance)
                            .map(MigrationStep.Action.class::cast)
                            .filter(AdmittedPlan::isBeforeSwitchover)
                            .toList());
        }

        /** Returns whether a step prepares or starts the migration; what follows depends on its course. */
        private static boolean isBeforeSwitchover(MigrationStep step) {
            return switch (step.phase()) {
                case LAUNCH, CAPABILITIES, PARAMETERS, VERIFY, LISTEN, MIGRATE -> true;
                case WATCH, CONTINUE, RESET -> false;
            };
        }

        /** Returns whether both definitions are still those that were planned for. */
        boolean isFor(VmDefinition sourceNow, VmDefinition destinationNow) {
            return source.equals(Revision.of(sourceNow)) && destination.equals(Revision.of(destinationNow));
        }
    }

    /**
     * A revision of a definition.
     *
     * @param createdAt when the VM was created; a VM of the same name may be created after it was deleted
     * @param generation the generation of its definition
     */
    public record Revision(Instant createdAt, long generation) {
        static Revision of(VmDefinition vm) {
            return new Revision(vm.createdAt(), vm.generation());
        }
    }

    /**
     * Both QEMUs before anything was changed, and what was changed since.
     *
     * @param source the source
     * @param destination the destination
     */
    public record Baseline(Snapshot source, Snapshot destination) {

        /** Returns this baseline after settings were applied. */
        Baseline with(SettingValues onSource, SettingValues onDestination) {
            return new Baseline(source.with(onSource), destination.with(onDestination));
        }

        /** Returns the changed settings, before they are restored. */
        List<SettingChange> changes() {
            return Stream.of(Side.values())
                    .flatMap(side -> SettingChange.of(side, of(side), null).stream())
                    .toList();
        }

        /** Returns one side. */
        Snapshot of(Side side) {
            return switch (side) {
                case SOURCE -> source;
                case DESTINATION -> destination;
            };
        }
    }

    /**
     * A QEMU before the migration.
     *
     * @param boot the boot number of its VM
     * @param settings the settings to restore
     * @param applied the settings that were applied since
     * @param status the status of its last migration ({@code query-migrate}); empty if there was none
     */
    public record Snapshot(long boot, SettingValues settings, SettingValues applied, String status) {
        Snapshot with(SettingValues set) {
            return new Snapshot(boot, settings, set, status);
        }
    }

    /** Returns the settings that were changed for this migration, on both sides. */
    public List<SettingChange> changes() {
        return switch (state) {
            case Preparing _, Applying _ -> List.of();
            case Starting starting -> starting.before().changes();
            case Running running -> running.before().changes();
            case Restoring restoring -> restoring.before().changes();
            case Ended ended -> ended.changes();
        };
    }

    /** Returns whether it has ended. */
    public boolean hasEnded() {
        return state instanceof Ended;
    }

    /** Returns this migration in another state. */
    public Migration with(State next) {
        return new Migration(id, request, next, cancelled, progress, createdAt, endedAt, version);
    }

    /** Returns this migration with newer progress; unchanged if there is none. */
    public Migration with(@Nullable MigrationProgress seen) {
        return seen == null ? this : new Migration(id, request, state, cancelled, seen, createdAt, endedAt, version);
    }

    /** Returns this migration after it ended. */
    Migration ended(Ended end, Instant at) {
        return new Migration(id, request, end, cancelled, progress, createdAt, at, version);
    }

    Migration withVersion(long newVersion) {
        return new Migration(id, request, state, cancelled, progress, createdAt, endedAt, newVersion);
    }
}

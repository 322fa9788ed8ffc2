package dev.outset.migration.run;

import dev.outset.migration.compatibility.CompatibilityOutcome;
import dev.outset.migration.compatibility.Finding;
import dev.outset.migration.endpoint.Side;
import dev.outset.migration.job.MigrationContext;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationRequest;
import dev.outset.migration.job.MigrationResult;
import dev.outset.migration.job.PlannedAction;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.run.MigrationQemus.Located;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmRepository;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks both VMs, plans the migration again, and records the settings to restore. */
final class Preflight {

    private static final String INMIGRATE = "inmigrate";

    private static final String POSTMIGRATE = "postmigrate";

    private final VmRepository repository;

    private final StoredVmPlanner planner;

    private final MigrationQemus qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    Preflight(
            VmRepository repository,
            StoredVmPlanner planner,
            MigrationQemus qemus,
            InstantSource clock,
            MigrationSettings settings) {
        this.repository = repository;
        this.planner = planner;
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    Transition check(MigrationJob migration) {
        MigrationRequest request = migration.request();
        if (migration.cancelled()) {
            return finish(MigrationResult.cancelled("The migration was cancelled before anything was changed"));
        }
        Optional<StoredVm> source = repository.find(request.source());
        Optional<StoredVm> destination = repository.find(request.destination());
        if (source.isEmpty() || destination.isEmpty()) {
            return finish(MigrationResult.failed("VmDeleted", "One of the VMs was deleted"));
        }
        Optional<StoredVm> held = Stream.of(source.get(), destination.get())
                .filter(vm -> vm.hold() != null && vm.hold().needsRelease())
                .findFirst();
        if (held.isPresent()) {
            return finish(MigrationResult.failed(
                    "VmHeld", "'" + held.get().definition().name() + "' is held; release it first"));
        }
        MigrationPlan plan = planner.plan(
                request, source.get().definition(), destination.get().definition());
        if (plan.verdict().outcome() != CompatibilityOutcome.OK && !request.override()) {
            return finish(MigrationResult.failed("PlanRefused", describe(plan)));
        }
        Optional<Located> from = running(request.source());
        Optional<Located> to = running(request.destination());
        if (from.isEmpty() || to.isEmpty()) {
            return notReady(migration, "One of the VMs is not running");
        }
        return inspect(migration, PlannedAction.of(plan.steps()), from.get(), to.get());
    }

    private static Transition finish(MigrationResult result) {
        return Transition.To.of(new MigrationJobState.Ended(result));
    }

    private static String describe(MigrationPlan plan) {
        return "The plan predicts " + plan.verdict().outcome() + ": "
                + plan.findings().stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .map(Finding::message)
                        .collect(Collectors.joining(" "));
    }

    private Optional<Located> running(VmName vm) {
        return qemus.find(vm).filter(located -> located.running().isPresent());
    }

    private Transition notReady(MigrationJob migration, String why) {
        boolean late = migration.createdAt().plus(settings.readyDeadline()).isBefore(clock.instant());
        return late ? finish(MigrationResult.failed("NotReady", why)) : new Transition.Wait(settings.retryInterval());
    }

    private Transition inspect(MigrationJob migration, List<PlannedAction> actions, Located from, Located to) {
        try (MigrationQmp source = qemus.open(from);
                MigrationQmp destination = qemus.open(to)) {
            String sourceState = source.runState();
            String destinationState = destination.runState();
            if (sourceState.equals(INMIGRATE) || sourceState.equals(POSTMIGRATE)) {
                return finish(MigrationResult.failed("SourceHasNoGuest", "The source is in state " + sourceState));
            }
            if (!destinationState.equals(INMIGRATE)) {
                return notReady(
                        migration, "The destination does not wait for a guest: it is in state " + destinationState);
            }
            return Transition.To.of(new MigrationJobState.Applying(new MigrationContext(
                    actions,
                    snapshot(source, from, Side.SOURCE, actions),
                    snapshot(destination, to, Side.DESTINATION, actions))));
        }
    }

    private static MigrationContext.Snapshot snapshot(
            MigrationQmp monitor, Located located, Side side, List<PlannedAction> actions) {
        return new MigrationContext.Snapshot(
                located.instance().boot(),
                monitor.settings()
                        .only(
                                names(actions, side, PlannedAction.Kind.CAPABILITIES),
                                names(actions, side, PlannedAction.Kind.PARAMETERS)),
                monitor.info().path("status").asString(""));
    }

    private static List<String> names(List<PlannedAction> actions, Side side, PlannedAction.Kind kind) {
        return actions.stream()
                .filter(action -> action.side() == side && action.kind() == kind)
                .flatMap(action -> action.names().stream())
                .toList();
    }
}

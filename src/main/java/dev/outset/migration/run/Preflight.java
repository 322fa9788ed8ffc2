package dev.outset.migration.run;

import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.Launchers.Located;
import dev.outset.reconcile.verify.Observation;
import dev.outset.reconcile.verify.SettingValues;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmRepository;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks both VMs, plans the migration again if a definition has changed, and records the settings to restore. */
final class Preflight {

    private static final String INMIGRATE = "inmigrate";

    private static final String POSTMIGRATE = "postmigrate";

    private final VmRepository repository;

    private final StoredVmPlanner planner;

    private final Launchers qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    Preflight(
            VmRepository repository,
            StoredVmPlanner planner,
            Launchers qemus,
            InstantSource clock,
            MigrationSettings settings) {
        this.repository = repository;
        this.planner = planner;
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    Transition check(Migration migration, Migration.Preparing preparing) {
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
        List<MigrationStep.Action> steps = preparing.plan().steps();
        if (!preparing.plan().isFor(source.get().definition(), destination.get().definition())) {
            MigrationPlan plan = planner.plan(
                    request, source.get().definition(), destination.get().definition());
            if (plan.verdict().outcome() != CompatibilityOutcome.OK && !request.override()) {
                return finish(MigrationResult.failed("PlanRefused", describe(plan)));
            }
            steps = Migration.AdmittedPlan.of(
                            plan, source.get().definition(), destination.get().definition())
                    .steps();
        }
        Optional<Located> from = qemus.find(request.source()).filter(Located::isRunning);
        Optional<Located> to = qemus.find(request.destination()).filter(Located::isRunning);
        if (from.isEmpty() || to.isEmpty()) {
            return notReady(migration, "One of the VMs is not running");
        }
        return inspect(migration, steps, from.get(), to.get());
    }

    private static Transition finish(MigrationResult result) {
        return new Transition.To(new Migration.Ended(result));
    }

    private static String describe(MigrationPlan plan) {
        return "The plan predicts " + plan.verdict().outcome() + ": "
                + plan.findings().stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .map(Finding::message)
                        .collect(Collectors.joining(" "));
    }

    private Transition notReady(Migration migration, String why) {
        boolean late = migration.createdAt().plus(settings.readyDeadline()).isBefore(clock.instant());
        return late ? finish(MigrationResult.failed("NotReady", why)) : new Transition.Wait(settings.retryInterval());
    }

    private Transition inspect(Migration migration, List<MigrationStep.Action> steps, Located from, Located to) {
        try (QmpClient source = qemus.open(from);
                QmpClient destination = qemus.open(to)) {
            String sourceState = source.execute(new QmpCommand.QueryStatus()).status();
            String destinationState =
                    destination.execute(new QmpCommand.QueryStatus()).status();
            if (sourceState.equals(INMIGRATE) || sourceState.equals(POSTMIGRATE)) {
                return finish(MigrationResult.failed("SourceHasNoGuest", "The source is in state " + sourceState));
            }
            if (!destinationState.equals(INMIGRATE)) {
                return notReady(
                        migration, "The destination does not wait for a guest: it is in state " + destinationState);
            }
            return new Transition.To(new Migration.Applying(
                    steps,
                    new Migration.Baseline(
                            snapshot(source, from, Side.SOURCE, steps),
                            snapshot(destination, to, Side.DESTINATION, steps))));
        }
    }

    private static Migration.Snapshot snapshot(
            QmpClient client, Located located, Side side, List<MigrationStep.Action> steps) {
        return new Migration.Snapshot(
                located.instance().boot(),
                Observation.of(client).only(ApplySettings.settings(steps, side)),
                SettingValues.none(),
                Objects.requireNonNullElse(
                        client.execute(new QmpCommand.QueryMigrate()).status(), ""));
    }
}

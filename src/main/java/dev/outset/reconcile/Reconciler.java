package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.FALSE;
import static dev.outset.status.Condition.Truth.TRUE;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.launch.LaunchException;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.reconcile.verify.DesiredState;
import dev.outset.reconcile.verify.StatusUpdate;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.VmPhase;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmRepository;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reconciles a VM with its definition: reads the actual state, acts on it, and saves the status once. Level-triggered:
 * a reconciliation may be interrupted at any point, and the next one continues from the state that it reads.
 */
public final class Reconciler {

    private final VmRepository repository;

    private final Launchers launchers;

    private final Catalogues catalogues;

    private final RunFolder runFolder;

    private final InstantSource clock;

    private final ReconcileSettings settings;

    private final LaunchManager launchManager;

    private final QmpSynchronizer synchronizer;

    private final MigrationLock lock;

    private final DeliveryPlanner planner = new DeliveryPlanner();

    private final CommandLineRenderer renderer = new CommandLineRenderer();

    /**
     * Creates a reconciler without migrations.
     *
     * @param repository definitions and statuses
     * @param launchers the launchers, one per runtime
     * @param catalogues the catalogues of all releases
     * @param runFolder the folder of the monitor sockets
     * @param clock the current time
     * @param settings limits and intervals
     * @param monitor limits of QMP connections
     */
    public Reconciler(
            VmRepository repository,
            List<QemuLauncher> launchers,
            Catalogues catalogues,
            RunFolder runFolder,
            InstantSource clock,
            ReconcileSettings settings,
            MonitorSettings monitor) {
        this(repository, launchers, catalogues, runFolder, clock, settings, monitor, MigrationLock.none());
    }

    /** Creates a reconciler that does not change VMs that a migration controls. */
    public Reconciler(
            VmRepository repository,
            List<QemuLauncher> launchers,
            Catalogues catalogues,
            RunFolder runFolder,
            InstantSource clock,
            ReconcileSettings settings,
            MonitorSettings monitor,
            MigrationLock lock) {
        this.lock = lock;
        this.repository = repository;
        this.launchers = new Launchers(launchers, clock, monitor.deadline());
        this.catalogues = catalogues;
        this.runFolder = runFolder;
        this.clock = clock;
        this.settings = settings;
        this.launchManager = new LaunchManager(clock, settings);
        this.synchronizer = new QmpSynchronizer(repository, clock, settings, monitor);
    }

    /**
     * Reconciles one VM.
     *
     * @return when to reconcile it again
     */
    public Outcome reconcile(VmName name) {
        Optional<StoredVm> found = repository.find(name);
        if (found.isEmpty()) {
            return new Outcome.Gone();
        }
        ReconcileLog.found(found.get());
        StatusUpdate update = new StatusUpdate(found.get(), clock.instant());
        if (update.definition().deleting()) {
            return remove(update);
        }
        Outcome outcome = decide(update);
        // If another writer changed the status, this reconciliation read an old one; the next one reads the new one.
        return update.save(repository) ? outcome : new Outcome.RequeueAfter(Duration.ZERO);
    }

    private Outcome remove(StatusUpdate update) {
        VmName name = update.definition().name();
        launchers.stop(name);
        update.event(EventDraft.Type.NORMAL, "Removed", "The QEMU was stopped and the VM was deleted");
        repository.remove(name, update.events());
        return new Outcome.Gone();
    }

    private Outcome decide(StatusUpdate update) {
        VmDefinition definition = update.definition();
        GuestHold hold = update.hold();
        if (hold != null) {
            switch (hold.reason()) {
                case MIGRATED -> {
                    return migrated(update, hold);
                }
                case RELEASED -> released(update);
                case MIGRATING, LOCATION_UNKNOWN, MIGRATED_OUTSIDE -> {}
            }
        }
        if (definition.spec().power() == VmSpec.Power.OFF) {
            return powerOff(update);
        }
        Optional<QemuLauncher> launcher = launchers.of(definition.spec().runtime());
        if (launcher.isEmpty()) {
            return notAccepted(
                    update,
                    "RuntimeUnavailable",
                    "The runtime '" + definition.spec().runtime() + "' is not enabled in this service");
        }
        Optional<QemuCatalogue> catalogue =
                catalogues.find(definition.spec().qemu().version());
        if (catalogue.isEmpty()) {
            return notAccepted(
                    update,
                    "UnknownVersion",
                    "QEMU " + definition.spec().qemu().version() + " is not in the catalogue");
        }
        DeliveryPlan plan = planner.plan(definition.spec(), catalogue.get());
        if (!plan.undeliverable().isEmpty()) {
            return notAccepted(
                    update,
                    "Undeliverable",
                    plan.undeliverable().stream()
                            .map(each -> each.name() + ": " + each.reason())
                            .collect(Collectors.joining("; ")));
        }
        accepted(update);
        return converge(update, wanted(definition, catalogue.get(), plan), launcher.get());
    }

    /** Handles a VM whose guest runs elsewhere: it stays off regardless of its definition. */
    private Outcome migrated(StatusUpdate update, GuestHold hold) {
        launchers.stop(update.definition().name());
        accepted(update);
        GuestHoldStatus.migrated(update, hold);
        return new Outcome.Settled(settings.announcedResyncInterval());
    }

    /**
     * Handles a release: a QEMU that has handed over its guest is stopped, so that the VM boots again; one in which the
     * guest still runs is left unchanged.
     */
    private void released(StatusUpdate update) {
        VmName name = update.definition().name();
        boolean isEmpty = launchers
                .find(name)
                .filter(located -> synchronizer.hasHandedOverGuest(located))
                .isPresent();
        if (isEmpty) {
            launchers.stop(name);
            update.recordStop(update.boot().map(BootStatus::restarts).orElse(0L));
        }
        repository.clearRelease(name);
        update.clearHold();
    }

    private DesiredState wanted(VmDefinition definition, QemuCatalogue catalogue, DeliveryPlan plan) {
        return new DesiredState(
                definition,
                catalogue,
                plan,
                renderer.render(
                                definition.name().value(),
                                definition.spec(),
                                plan,
                                catalogue,
                                runFolder.monitorSocket(definition.name().value()))
                        .arguments());
    }

    private static void accepted(StatusUpdate update) {
        Condition before = update.condition(ConditionType.ACCEPTED)
                .filter(Condition::isTrue)
                .orElse(null);
        update.setQuietly(
                ConditionType.ACCEPTED,
                TRUE,
                before == null ? "Valid" : before.reason(),
                before == null ? "The definition is valid for its QEMU release" : before.message());
    }

    private Outcome notAccepted(StatusUpdate update, String reason, String message) {
        update.set(ConditionType.ACCEPTED, FALSE, reason, message);
        update.set(ConditionType.DEGRADED, TRUE, reason, message);
        return new Outcome.GiveUp(settings.resyncInterval());
    }

    private Outcome powerOff(StatusUpdate update) {
        VmName name = update.definition().name();
        if (launchers.find(name).isPresent()) {
            launchers.stop(name);
        }
        update.recordStop(update.boot().map(BootStatus::restarts).orElse(0L));
        update.setPhase(VmPhase.STOPPED, null);
        accepted(update);
        update.set(ConditionType.LAUNCHED, FALSE, "PoweredOff", "The definition powers the VM off");
        update.setUnreadable("PoweredOff", "No QEMU is running");
        update.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        update.set(ConditionType.RESTART_REQUIRED, FALSE, "PoweredOff", "No QEMU is running");
        return new Outcome.Settled(settings.announcedResyncInterval());
    }

    private Outcome converge(StatusUpdate update, DesiredState wanted, QemuLauncher launcher) {
        Optional<Launchers.Located> located = launchers.find(update.definition().name());
        boolean counted =
                located.filter(each -> update.hasRecordedExit(each.instance())).isPresent();
        located.ifPresent(each -> update.adopt(each.instance(), generationOf(each.instance(), update, wanted)));
        GuestHold hold = update.hold();
        if (hold != null) {
            return reconcileHeld(update, wanted, hold, located);
        }
        if (isRestartRequested(update) && !lock.isLocked(update.definition().name())) {
            return restart(update, wanted, launcher);
        }
        if (located.isEmpty()) {
            return start(update, wanted, launcher);
        }
        if (located.get().instance() instanceof QemuInstance.Exited exited) {
            return launchManager
                    .exited(update, wanted, exited, counted)
                    .orElseGet(() -> start(update, wanted, launcher));
        }
        return reconcileRunning(update, wanted, located.get());
    }

    private Outcome reconcileHeld(
            StatusUpdate update, DesiredState wanted, GuestHold hold, Optional<Launchers.Located> located) {
        QemuInstance qemu = located.map(Launchers.Located::instance).orElse(null);
        switch (qemu) {
            case QemuInstance.Starting starting -> {
                return launchManager.starting(update, wanted, starting);
            }
            case QemuInstance.Running running -> {
                launchManager.running(update, wanted, running);
                if (hold.needsRelease()) {
                    GuestHoldStatus.withQemu(update, hold);
                }
            }
            case QemuInstance.Exited _ -> GuestHoldStatus.withoutQemu(update, hold);
            case null -> GuestHoldStatus.withoutQemu(update, hold);
        }
        return new Outcome.Settled(settings.resyncInterval());
    }

    private static long generationOf(QemuInstance instance, StatusUpdate update, DesiredState wanted) {
        boolean isCurrent = instance.arguments().equals(wanted.arguments());
        return isCurrent
                ? wanted.generation()
                : update.boot().map(BootStatus::generation).orElse(0L);
    }

    private static boolean isRestartRequested(StatusUpdate update) {
        return update.boot()
                .filter(boot -> boot.restarts() < update.definition().restarts())
                .isPresent();
    }

    private Outcome restart(StatusUpdate update, DesiredState wanted, QemuLauncher launcher) {
        if (!update.mayLaunch(repository)) {
            return new Outcome.RequeueAfter(Duration.ZERO);
        }
        launchers.stop(update.definition().name());
        update.recordStop(update.definition().restarts());
        update.event(EventDraft.Type.NORMAL, "Restarting", "A restart was requested");
        // Saved before the next boot, so that an interrupted reconciliation neither repeats nor loses the restart.
        return update.save(repository) ? start(update, wanted, launcher) : new Outcome.RequeueAfter(Duration.ZERO);
    }

    private Outcome start(StatusUpdate update, DesiredState wanted, QemuLauncher launcher) {
        Duration wait = update.remainingBackoff(clock.instant());
        if (wait.isPositive() && update.isSameGeneration()) {
            return new Outcome.Retry(wait);
        }
        try {
            Optional<QemuInstance> launched =
                    launchManager.launch(update, wanted, launcher, () -> update.mayLaunch(repository));
            if (launched.isEmpty()) {
                return new Outcome.RequeueAfter(Duration.ZERO);
            }
            QemuInstance instance = launched.get();
            return instance instanceof QemuInstance.Exited exited
                    ? launchManager
                            .exited(update, wanted, exited, false)
                            .orElseThrow(() -> new IllegalStateException("A new boot is older than its definition"))
                    : reconcileRunning(update, wanted, new Launchers.Located(launcher, instance));
        } catch (LaunchException failed) {
            return launchManager.notLaunched(update, failed);
        }
    }

    private Outcome reconcileRunning(StatusUpdate update, DesiredState wanted, Launchers.Located located) {
        return switch (located.instance()) {
            case QemuInstance.Starting starting -> launchManager.starting(update, wanted, starting);
            case QemuInstance.Running running -> {
                launchManager.running(update, wanted, running);
                // Does not repair the settings of an active migration, which applies and restores them itself.
                yield lock.isLocked(update.definition().name())
                        ? new Outcome.Settled(settings.resyncInterval())
                        : synchronizer.synchronize(update, wanted, located.launcher(), running);
            }
            case QemuInstance.Exited exited -> throw new IllegalStateException("Not a running QEMU: " + exited.vm());
        };
    }
}

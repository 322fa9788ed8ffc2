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
import dev.outset.reconcile.Changes.Change;
import dev.outset.reconcile.verify.DesiredState;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reconciles a VM with its definition: reads the actual state, acts on it, and saves the status once. Level-triggered:
 * a reconciliation may be interrupted at any point, and the next one continues from the state that it reads.
 */
public final class Reconciler {

    private static final Outcome AT_ONCE = new Outcome.RequeueAfter(Duration.ZERO);

    private final VmRepository repository;

    private final Launchers launchers;

    private final Catalogues catalogues;

    private final RunFolder runFolder;

    private final InstantSource clock;

    private final ReconcileSettings settings;

    private final LaunchManager launchManager;

    private final QmpSynchronizer synchronizer;

    private final MigrationLock lock;

    private final CommandLineRenderer renderer = new CommandLineRenderer();

    /**
     * The end of a reconciliation.
     *
     * @param pass what is to be saved
     * @param outcome when to reconcile again
     */
    private record Conclusion(Pass pass, Outcome outcome) {}

    /**
     * Creates a reconciler.
     *
     * @param repository definitions and statuses
     * @param launchers the launchers, one per runtime
     * @param catalogues the catalogues of all releases
     * @param runFolder the folder of the monitor sockets
     * @param clock the current time
     * @param settings limits and intervals
     * @param monitor limits of QMP connections
     * @param lock which VMs a migration controls, and the reconciler does not change
     */
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
        this.synchronizer = new QmpSynchronizer(this.launchers, settings);
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
        Pass pass = Pass.of(found.get(), clock);
        if (pass.definition().deleting()) {
            return remove(pass);
        }
        Conclusion conclusion = decide(pass);
        // If another writer changed the status, this reconciliation read an old one; the next one reads the new one.
        return save(conclusion.pass()).isPresent() ? conclusion.outcome() : AT_ONCE;
    }

    private Outcome remove(Pass pass) {
        VmName name = pass.definition().name();
        launchers.stop(name);
        Changes removed =
                Changes.none().event(EventDraft.Type.NORMAL, "Removed", "The QEMU was stopped and the VM was deleted");
        repository.remove(name, pass.with(removed).events());
        return new Outcome.Gone();
    }

    /**
     * Saves the hold, the status and the events.
     *
     * @return the reconciliation, which continues from what is saved; empty if another writer changed the status
     */
    private Optional<Pass> save(Pass pass) {
        VmName name = pass.definition().name();
        Pass held = pass;
        Optional<GuestHold> hold = pass.newHold();
        if (hold.isPresent()) {
            if (!repository.hold(name, hold.get(), held.version())) {
                return Optional.empty();
            }
            held = held.heldAs(held.version() + 1);
        }
        if (!held.isChanged()) {
            return Optional.of(held);
        }
        return repository.saveStatus(name, held.status(), held.version(), held.events())
                ? Optional.of(held.savedAs(held.version() + 1))
                : Optional.empty();
    }

    /** Saves before a reconciliation continues; if another writer changed the status, it does not. */
    private Conclusion saveFirst(Pass pass, Function<Pass, Conclusion> next) {
        return save(pass).map(next).orElseGet(() -> new Conclusion(pass, AT_ONCE));
    }

    /** Folds the result of a step into the status, and saves it before the next step if there is one. */
    private Conclusion conclude(Pass pass, Step step) {
        Pass changed = pass.with(step.changes());
        return switch (step) {
            case Step.Last(Changes _, Outcome outcome) -> new Conclusion(changed, outcome);
            case Step.SaveFirst(Changes _, Function<Pass, Step> next) ->
                saveFirst(changed, saved -> conclude(saved, next.apply(saved)));
        };
    }

    private static Conclusion conclude(Pass pass, Changes changes, Outcome outcome) {
        return new Conclusion(pass.with(changes), outcome);
    }

    private Conclusion decide(Pass read) {
        Pass pass = read;
        GuestHold hold = read.status().hold();
        if (hold != null) {
            switch (hold.reason()) {
                case MIGRATED -> {
                    return migrated(read, hold);
                }
                case RELEASED -> pass = released(read);
                case MIGRATING, GUEST_LOCATION_UNKNOWN, MIGRATED_OUTSIDE -> {}
            }
        }
        VmDefinition definition = pass.definition();
        if (definition.spec().power() == VmSpec.Power.OFF) {
            return powerOff(pass);
        }
        Optional<QemuLauncher> launcher = launchers.of(definition.spec().runtime());
        if (launcher.isEmpty()) {
            return notAccepted(
                    pass,
                    "RuntimeUnavailable",
                    "The runtime '" + definition.spec().runtime() + "' is not enabled in this service");
        }
        Optional<QemuCatalogue> catalogue =
                catalogues.find(definition.spec().qemu().version());
        if (catalogue.isEmpty()) {
            return notAccepted(
                    pass, "UnknownVersion", "QEMU " + definition.spec().qemu().version() + " is not in the catalogue");
        }
        DeliveryPlan plan = DeliveryPlanner.plan(definition.spec(), catalogue.get());
        if (!plan.undeliverable().isEmpty()) {
            return notAccepted(
                    pass,
                    "Undeliverable",
                    plan.undeliverable().stream()
                            .map(each -> each.name() + ": " + each.reason())
                            .collect(Collectors.joining("; ")));
        }
        return converge(pass.with(accepted(pass)), wanted(definition, catalogue.get(), plan), launcher.get());
    }

    /** Handles a VM whose guest runs elsewhere: it stays off regardless of its definition. */
    private Conclusion migrated(Pass pass, GuestHold hold) {
        launchers.stop(pass.definition().name());
        return conclude(
                pass,
                accepted(pass).with(GuestHoldStatus.migrated(pass, hold)),
                new Outcome.Settled(settings.announcedResyncInterval()));
    }

    /**
     * Handles a release: a QEMU that has handed over its guest is stopped, so that the VM boots again; one in which the
     * guest still runs is left unchanged.
     */
    private Pass released(Pass pass) {
        VmName name = pass.definition().name();
        boolean isEmpty = launchers
                .find(name)
                .filter(located -> synchronizer.hasHandedOverGuest(located))
                .isPresent();
        if (isEmpty) {
            launchers.stop(name);
        }
        repository.clearRelease(name);
        Changes released = Changes.of(new Change.Held(null));
        return pass.with(isEmpty ? released.with(new Change.Stopped(pass.restarts())) : released);
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

    private static Changes accepted(Pass pass) {
        Condition before =
                pass.condition(ConditionType.ACCEPTED).filter(Condition::isTrue).orElse(null);
        return Changes.none()
                .setQuietly(
                        ConditionType.ACCEPTED,
                        TRUE,
                        before == null ? "Valid" : before.reason(),
                        before == null ? "The definition is valid for its QEMU release" : before.message());
    }

    private Conclusion notAccepted(Pass pass, String reason, String message) {
        return conclude(
                pass,
                Changes.none()
                        .set(ConditionType.ACCEPTED, FALSE, reason, message)
                        .set(ConditionType.DEGRADED, TRUE, reason, message),
                new Outcome.GiveUp(settings.resyncInterval()));
    }

    private Conclusion powerOff(Pass pass) {
        VmName name = pass.definition().name();
        if (launchers.find(name).isPresent()) {
            launchers.stop(name);
        }
        return conclude(
                pass,
                accepted(pass)
                        .with(new Change.Stopped(pass.restarts()))
                        .phase(VmPhase.STOPPED, null)
                        .set(ConditionType.LAUNCHED, FALSE, "PoweredOff", "The definition powers the VM off")
                        .unreadable("PoweredOff", "No QEMU is running")
                        .asExpected()
                        .set(ConditionType.RESTART_REQUIRED, FALSE, "PoweredOff", "No QEMU is running"),
                new Outcome.Settled(settings.announcedResyncInterval()));
    }

    private Conclusion converge(Pass accepted, DesiredState wanted, QemuLauncher launcher) {
        Optional<Launchers.Located> located =
                launchers.find(accepted.definition().name());
        boolean counted = located.filter(each -> accepted.hasRecordedExit(each.instance()))
                .isPresent();
        Pass pass = located.map(each -> accepted.with(found(each.instance(), accepted, wanted)))
                .orElse(accepted);
        GuestHold hold = pass.status().hold();
        if (hold != null) {
            return reconcileHeld(pass, wanted, hold, located);
        }
        if (pass.boot()
                        .filter(boot -> boot.restarts() < pass.definition().restarts())
                        .isPresent()
                && !lock.isLocked(pass.definition().name())) {
            return restart(pass, wanted, launcher);
        }
        if (located.isEmpty()) {
            return start(pass, wanted, launcher);
        }
        if (located.get().instance() instanceof QemuInstance.Exited exited) {
            return launchManager
                    .exited(pass, wanted, exited, counted)
                    .map(step -> conclude(pass, step))
                    .orElseGet(() -> start(pass, wanted, launcher));
        }
        return reconcileRunning(pass, wanted, located.get());
    }

    private Conclusion reconcileHeld(
            Pass pass, DesiredState wanted, GuestHold hold, Optional<Launchers.Located> located) {
        Outcome resync = new Outcome.Settled(settings.resyncInterval());
        return switch (located.map(Launchers.Located::instance).orElse(null)) {
            case QemuInstance.Starting starting -> conclude(pass, launchManager.starting(pass, wanted, starting));
            case QemuInstance.Running qemu -> {
                Pass running = pass.with(launchManager.running(pass, wanted, qemu))
                        .with(synchronizer.observe(located.orElseThrow()));
                yield hold.needsRelease()
                        ? conclude(running, GuestHoldStatus.withQemu(running, hold), resync)
                        : new Conclusion(running, resync);
            }
            case QemuInstance.Exited _ -> conclude(pass, GuestHoldStatus.withoutQemu(pass, hold), resync);
            case null -> conclude(pass, GuestHoldStatus.withoutQemu(pass, hold), resync);
        };
    }

    private static Changes found(QemuInstance instance, Pass pass, DesiredState wanted) {
        boolean isCurrent = instance.arguments().equals(wanted.arguments());
        long generation = isCurrent
                ? wanted.generation()
                : pass.boot().map(BootStatus::generation).orElse(0L);
        return Changes.of(new Change.Found(instance, generation));
    }

    private boolean mayLaunch(Pass pass) {
        return repository.mayLaunch(pass.definition(), pass.version());
    }

    private Conclusion restart(Pass pass, DesiredState wanted, QemuLauncher launcher) {
        if (!mayLaunch(pass)) {
            return new Conclusion(pass, AT_ONCE);
        }
        VmDefinition definition = pass.definition();
        launchers.stop(definition.name());
        Changes stopped = Changes.of(new Change.Stopped(definition.restarts()))
                .phase(VmPhase.PENDING, null)
                .setQuietly(ConditionType.LAUNCHED, FALSE, "Restarting", "QEMU was stopped and is started again")
                .unreadable("Restarting", "No QEMU is running")
                .event(EventDraft.Type.NORMAL, "Restarting", "QEMU was stopped and is started again");
        // Saved before the next boot, so that an interrupted reconciliation neither repeats nor loses the restart.
        return saveFirst(pass.with(stopped), saved -> start(saved, wanted, launcher));
    }

    private Conclusion start(Pass pass, DesiredState wanted, QemuLauncher launcher) {
        Duration wait = pass.remainingBackoff(clock.instant());
        if (wait.isPositive() && pass.isSameGeneration()) {
            return new Conclusion(pass, new Outcome.Retry(wait));
        }
        Optional<QemuInstance> launched;
        try {
            launched = launchManager.launch(pass, wanted, launcher, () -> mayLaunch(pass));
        } catch (LaunchException failed) {
            return conclude(pass, launchManager.notLaunched(pass, failed));
        }
        if (launched.isEmpty()) {
            return new Conclusion(pass, AT_ONCE);
        }
        QemuInstance instance = launched.get();
        if (instance instanceof QemuInstance.Starting starting
                && launchManager.isReadySoon(starting)
                && pass.wasNotHeld()) {
            // The status would be out of date within milliseconds; the next reconciliation finds this QEMU.
            return new Conclusion(pass.unchanged(), launchManager.requeue(starting));
        }
        Pass booted = pass.with(Changes.of(new Change.Launched(instance)));
        return instance instanceof QemuInstance.Exited exited
                ? conclude(
                        booted,
                        launchManager
                                .exited(booted, wanted, exited, false)
                                .orElseThrow(
                                        () -> new IllegalStateException("A new boot is older than its definition")))
                : reconcileRunning(booted, wanted, new Launchers.Located(launcher, instance));
    }

    private Conclusion reconcileRunning(Pass pass, DesiredState wanted, Launchers.Located located) {
        return switch (located.instance()) {
            case QemuInstance.Starting starting -> conclude(pass, launchManager.starting(pass, wanted, starting));
            case QemuInstance.Running qemu -> {
                Pass running = pass.with(launchManager.running(pass, wanted, qemu));
                // Does not repair the settings of an active migration, which applies and restores them itself.
                if (lock.isLocked(pass.definition().name())) {
                    yield conclude(
                            running, synchronizer.observe(located), new Outcome.Settled(settings.resyncInterval()));
                }
                try (QmpSynchronizer.Conversation conversation =
                        synchronizer.converse(running, wanted, located.launcher(), qemu)) {
                    yield conclude(running, conversation.synchronize());
                }
            }
            case QemuInstance.Exited exited -> throw new IllegalStateException("Not a running QEMU: " + exited.vm());
        };
    }
}

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

    private final LaunchManager boots;

    private final QmpSynchronizer conversation;

    private final MigrationLock holds;

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
            MigrationLock holds) {
        this.holds = holds;
        this.repository = repository;
        this.launchers = new Launchers(launchers);
        this.catalogues = catalogues;
        this.runFolder = runFolder;
        this.clock = clock;
        this.settings = settings;
        this.boots = new LaunchManager(clock, settings);
        this.conversation = new QmpSynchronizer(repository, clock, settings, monitor);
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
        StatusUpdate draft = new StatusUpdate(found.get(), clock.instant());
        if (draft.definition().deleting()) {
            return remove(draft);
        }
        Outcome outcome = decide(draft);
        // If another writer changed the status, this reconciliation read an old one; the next one reads the new one.
        return draft.save(repository) ? outcome : new Outcome.RequeueAfter(Duration.ZERO);
    }

    private Outcome remove(StatusUpdate draft) {
        VmName name = draft.definition().name();
        launchers.stop(name);
        draft.event(EventDraft.Type.NORMAL, "Removed", "The QEMU was stopped and the VM was deleted");
        repository.remove(name, draft.events());
        return new Outcome.Gone();
    }

    private Outcome decide(StatusUpdate draft) {
        VmDefinition definition = draft.definition();
        GuestHold hold = draft.hold();
        if (hold != null) {
            switch (hold.reason()) {
                case MIGRATED -> {
                    return migrated(draft, hold);
                }
                case RELEASED -> released(draft);
                case MIGRATING, LOCATION_UNKNOWN, MIGRATED_OUTSIDE -> {}
            }
        }
        if (definition.spec().power() == VmSpec.Power.OFF) {
            return powerOff(draft);
        }
        Optional<QemuLauncher> launcher = launchers.of(definition.spec().runtime());
        if (launcher.isEmpty()) {
            return notAccepted(
                    draft,
                    "RuntimeUnavailable",
                    "The runtime '" + definition.spec().runtime() + "' is not enabled in this service");
        }
        Optional<QemuCatalogue> catalogue =
                catalogues.find(definition.spec().qemu().version());
        if (catalogue.isEmpty()) {
            return notAccepted(
                    draft, "UnknownVersion", "QEMU " + definition.spec().qemu().version() + " is not in the catalogue");
        }
        DeliveryPlan plan = planner.plan(definition.spec(), catalogue.get());
        if (!plan.undeliverable().isEmpty()) {
            return notAccepted(
                    draft,
                    "Undeliverable",
                    plan.undeliverable().stream()
                            .map(each -> each.name() + ": " + each.reason())
                            .collect(Collectors.joining("; ")));
        }
        accepted(draft);
        return converge(draft, wanted(definition, catalogue.get(), plan), launcher.get());
    }

    /** Handles a VM whose guest runs elsewhere: it stays off regardless of its definition. */
    private Outcome migrated(StatusUpdate draft, GuestHold hold) {
        launchers.stop(draft.definition().name());
        accepted(draft);
        GuestHoldStatus.migrated(draft, hold);
        return new Outcome.Settled(settings.announcedResyncInterval());
    }

    /**
     * Handles a release: a QEMU that has handed over its guest is stopped, so that the VM boots again; one in which the
     * guest still runs is left unchanged.
     */
    private void released(StatusUpdate draft) {
        VmName name = draft.definition().name();
        boolean isEmpty = launchers
                .find(name)
                .filter(located -> conversation.hasLostItsGuest(located))
                .isPresent();
        if (isEmpty) {
            launchers.stop(name);
            draft.stopped(draft.boot().map(BootStatus::restarts).orElse(0L));
        }
        repository.forgetRelease(name);
        draft.released();
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

    private static void accepted(StatusUpdate draft) {
        Condition before = draft.condition(ConditionType.ACCEPTED)
                .filter(Condition::isTrue)
                .orElse(null);
        draft.quietly(
                ConditionType.ACCEPTED,
                TRUE,
                before == null ? "Valid" : before.reason(),
                before == null ? "The definition is valid for its QEMU release" : before.message());
    }

    private Outcome notAccepted(StatusUpdate draft, String reason, String message) {
        draft.set(ConditionType.ACCEPTED, FALSE, reason, message);
        draft.set(ConditionType.DEGRADED, TRUE, reason, message);
        return new Outcome.GiveUp(settings.resyncInterval());
    }

    private Outcome powerOff(StatusUpdate draft) {
        VmName name = draft.definition().name();
        if (launchers.find(name).isPresent()) {
            launchers.stop(name);
        }
        draft.stopped(draft.boot().map(BootStatus::restarts).orElse(0L));
        draft.phase(VmPhase.STOPPED, null);
        accepted(draft);
        draft.set(ConditionType.LAUNCHED, FALSE, "PoweredOff", "The definition powers the VM off");
        draft.unreadable("PoweredOff", "No QEMU is running");
        draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        draft.set(ConditionType.RESTART_REQUIRED, FALSE, "PoweredOff", "No QEMU is running");
        return new Outcome.Settled(settings.announcedResyncInterval());
    }

    private Outcome converge(StatusUpdate draft, DesiredState wanted, QemuLauncher launcher) {
        Optional<Launchers.Located> located = launchers.find(draft.definition().name());
        boolean counted =
                located.filter(each -> draft.knowsExitOf(each.instance())).isPresent();
        located.ifPresent(each -> draft.adopt(each.instance(), generationOf(each.instance(), draft, wanted)));
        GuestHold hold = draft.hold();
        if (hold != null) {
            return held(draft, wanted, hold, located);
        }
        if (restartIsOwed(draft) && !holds.holds(draft.definition().name())) {
            return restart(draft, wanted, launcher);
        }
        if (located.isEmpty()) {
            return start(draft, wanted, launcher);
        }
        if (located.get().instance() instanceof QemuInstance.Exited exited) {
            return boots.exited(draft, wanted, exited, counted).orElseGet(() -> start(draft, wanted, launcher));
        }
        return accompany(draft, wanted, located.get());
    }

    private Outcome held(StatusUpdate draft, DesiredState wanted, GuestHold hold, Optional<Launchers.Located> located) {
        QemuInstance qemu = located.map(Launchers.Located::instance).orElse(null);
        switch (qemu) {
            case QemuInstance.Starting starting -> {
                return boots.starting(draft, wanted, starting);
            }
            case QemuInstance.Running running -> {
                boots.running(draft, wanted, running);
                if (hold.needsRelease()) {
                    GuestHoldStatus.withQemu(draft, hold);
                }
            }
            case QemuInstance.Exited _ -> GuestHoldStatus.withoutQemu(draft, hold);
            case null -> GuestHoldStatus.withoutQemu(draft, hold);
        }
        return new Outcome.Settled(settings.resyncInterval());
    }

    private static long generationOf(QemuInstance instance, StatusUpdate draft, DesiredState wanted) {
        boolean isCurrent = instance.arguments().equals(wanted.arguments());
        return isCurrent
                ? wanted.generation()
                : draft.boot().map(BootStatus::generation).orElse(0L);
    }

    private static boolean restartIsOwed(StatusUpdate draft) {
        return draft.boot()
                .filter(boot -> boot.restarts() < draft.definition().restarts())
                .isPresent();
    }

    private Outcome restart(StatusUpdate draft, DesiredState wanted, QemuLauncher launcher) {
        if (!draft.mayLaunch(repository)) {
            return new Outcome.RequeueAfter(Duration.ZERO);
        }
        launchers.stop(draft.definition().name());
        draft.stopped(draft.definition().restarts());
        draft.event(EventDraft.Type.NORMAL, "Restarting", "A restart was requested");
        // Saved before the next boot, so that an interrupted reconciliation neither repeats nor loses the restart.
        return draft.save(repository) ? start(draft, wanted, launcher) : new Outcome.RequeueAfter(Duration.ZERO);
    }

    private Outcome start(StatusUpdate draft, DesiredState wanted, QemuLauncher launcher) {
        Duration wait = draft.wait(clock.instant());
        if (wait.isPositive() && draft.sawThisGeneration()) {
            return new Outcome.Retry(wait);
        }
        try {
            Optional<QemuInstance> launched = boots.launch(draft, wanted, launcher, () -> draft.mayLaunch(repository));
            if (launched.isEmpty()) {
                return new Outcome.RequeueAfter(Duration.ZERO);
            }
            QemuInstance instance = launched.get();
            return instance instanceof QemuInstance.Exited exited
                    ? boots.exited(draft, wanted, exited, false)
                            .orElseThrow(() -> new IllegalStateException("A new boot is older than its definition"))
                    : accompany(draft, wanted, new Launchers.Located(launcher, instance));
        } catch (LaunchException failed) {
            return boots.notLaunched(draft, failed);
        }
    }

    private Outcome accompany(StatusUpdate draft, DesiredState wanted, Launchers.Located located) {
        return switch (located.instance()) {
            case QemuInstance.Starting starting -> boots.starting(draft, wanted, starting);
            case QemuInstance.Running running -> {
                boots.running(draft, wanted, running);
                // Does not repair the settings of an active migration, which applies and restores them itself.
                yield holds.holds(draft.definition().name())
                        ? new Outcome.Settled(settings.resyncInterval())
                        : conversation.with(draft, wanted, located.launcher(), running);
            }
            case QemuInstance.Exited exited ->
                throw new IllegalStateException("Not a running QEMU: " + exited.vm());
        };
    }
}

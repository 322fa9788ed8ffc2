package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.FALSE;
import static dev.outset.status.Condition.Truth.TRUE;
import static dev.outset.status.Condition.Truth.UNKNOWN;

import dev.outset.delivery.Listening;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qemu.BootStep;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpForbiddenException;
import dev.outset.qmp.QmpMessage;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.reconcile.verify.BootProgress;
import dev.outset.reconcile.verify.DesiredState;
import dev.outset.reconcile.verify.Drift;
import dev.outset.reconcile.verify.Observation;
import dev.outset.reconcile.verify.StatusUpdate;
import dev.outset.reconcile.verify.VerificationResult;
import dev.outset.reconcile.verify.VerifiedCondition;
import dev.outset.reconcile.verify.Verifier;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.VmRepository;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Synchronizes a running QEMU with its definition over QMP: reads all settings, sends the missing ones, reads all
 * settings back, verifies them, and starts listening for an incoming migration only when all are verified.
 */
final class QmpSynchronizer {

    /** The error of {@code qmp_migrate_incoming} after it has succeeded once, in all releases. */
    private static final String LISTENS_ALREADY = "The incoming migration has already been started";

    /** The run state of a QEMU that has handed over its guest. */
    private static final String POSTMIGRATE = "postmigrate";

    private static final int LOGGED_QMP_EVENTS = 16;

    private final VmRepository repository;

    private final InstantSource clock;

    private final ReconcileSettings settings;

    private final MonitorSettings monitor;

    QmpSynchronizer(VmRepository repository, InstantSource clock, ReconcileSettings settings, MonitorSettings monitor) {
        this.repository = repository;
        this.clock = clock;
        this.settings = settings;
        this.monitor = monitor;
    }

    Outcome synchronize(StatusUpdate update, DesiredState wanted, QemuLauncher launcher, QemuInstance.Running running) {
        try (QmpClient client =
                new QmpClient(launcher.connect(running), monitor.deadline(), clock, event -> log(update, event))) {
            client.negotiate();
            return exchange(update, wanted, running, client);
        } catch (QmpForbiddenException forbidden) {
            return forbidden(update, forbidden);
        } catch (QmpException failure) {
            return unreachable(update, failure);
        }
    }

    /** Returns whether a running QEMU has handed over its guest; false if its monitor does not respond. */
    boolean hasHandedOverGuest(Launchers.Located located) {
        if (!(located.instance() instanceof QemuInstance.Running running)) {
            return false;
        }
        try (QmpClient client =
                new QmpClient(located.launcher().connect(running), monitor.deadline(), clock, event -> {})) {
            client.negotiate();
            return isPostmigrate(client);
        } catch (QmpException failure) {
            return false;
        }
    }

    private static boolean isPostmigrate(QmpClient client) {
        return client.execute(new QmpCommand.QueryStatus()).status().equals(POSTMIGRATE);
    }

    private static void log(StatusUpdate update, QmpMessage.Event event) {
        if (update.events().size() < LOGGED_QMP_EVENTS) {
            update.event(EventDraft.Type.NORMAL, "QemuEvent", event.name() + " " + event.data());
        }
    }

    private Outcome unreachable(StatusUpdate update, QmpException failure) {
        String reason = failure.reason().toString();
        String message = String.valueOf(failure.getMessage());
        update.set(ConditionType.MIGRATION_OBJECT_READY, FALSE, reason, message);
        if (!ParameterUpdate.isApplied(update)) {
            update.setQuietly(ConditionType.APPLIED, UNKNOWN, reason, message);
        }
        update.setQuietly(ConditionType.VERIFIED, UNKNOWN, reason, message);
        update.setQuietly(ConditionType.DEGRADED, TRUE, reason, message);
        return retry(update, ConditionType.MIGRATION_OBJECT_READY, FALSE);
    }

    /**
     * Handles a command that the host policy rejects; only a change of the definition or of the settings can resolve
     * it.
     */
    private Outcome forbidden(StatusUpdate update, QmpForbiddenException forbidden) {
        String message = String.valueOf(forbidden.getMessage());
        if (!ParameterUpdate.isApplied(update)) {
            update.set(ConditionType.APPLIED, FALSE, forbidden.rule(), message);
            update.set(ConditionType.VERIFIED, FALSE, "NotApplied", message);
        }
        update.set(ConditionType.DEGRADED, TRUE, forbidden.rule(), message);
        return new Outcome.GiveUp(settings.resyncInterval());
    }

    /** Retries after as long as the condition has already been failing, so that the delay doubles. */
    private Outcome retry(StatusUpdate update, ConditionType type, Condition.Truth bad) {
        Duration failing = update.condition(type)
                .filter(condition -> condition.status() == bad)
                .map(condition -> Duration.between(condition.lastTransitionTime(), update.now()))
                .orElse(Duration.ZERO);
        return new Outcome.Retry(settings.backoffAfter(failing));
    }

    private Outcome exchange(StatusUpdate update, DesiredState wanted, QemuInstance.Running running, QmpClient client) {
        if (isPostmigrate(client)) {
            GuestHoldStatus.migratedOutside(update);
            return new Outcome.Settled(settings.resync(running, update.now()));
        }
        BootProgress progress = new BootProgress(update, running, client);
        Verifier verifier = verifier(update, wanted, progress);
        VerificationResult found = verifier.verify(Observation.of(client), MigrationParameters.none());
        // Recorded even if the connection breaks next, since it proves what was in force before any change.
        update.recordResult(found);
        Drift drift = Drift.of(found);
        ParameterUpdate changes = ParameterUpdate.of(update, wanted, verifier, drift);
        if (changes.isEmpty()) {
            readAndApplied(update, wanted);
            return conclude(update, wanted, running, client, found, drift);
        }
        try {
            changes.sendTo(client);
        } catch (QmpRefusedException refused) {
            return refused(update, drift, changes.lateNames(wanted, progress), refused);
        }
        Observation second = Observation.of(client);
        VerificationResult result = verifier(update, wanted, progress).verify(second, changes.parameters());
        readAndApplied(update, wanted);
        Drift remaining = Drift.of(result);
        changes.reportRepairs(update, drift, remaining);
        return conclude(update, wanted, running, client, result, remaining);
    }

    private static Verifier verifier(StatusUpdate update, DesiredState wanted, BootProgress progress) {
        boolean verified = update.condition(ConditionType.VERIFIED)
                .filter(Condition::isTrue)
                .filter(condition -> condition.observedGeneration() == wanted.generation())
                .isPresent();
        return new Verifier(wanted, update.lastResult(), progress, !ParameterUpdate.awaitsRestart(update), verified);
    }

    private static void readable(StatusUpdate update) {
        update.set(ConditionType.MIGRATION_OBJECT_READY, TRUE, "Readable", "The migration object can be read");
    }

    private static void readAndApplied(StatusUpdate update, DesiredState wanted) {
        readable(update);
        boolean nothing = wanted.plan().parametersOverQmp().isEmpty()
                && wanted.plan().capabilitiesOverQmp().isEmpty();
        if (nothing) {
            update.set(
                    ConditionType.APPLIED,
                    TRUE,
                    "NothingToApply",
                    "The definition has no settings that are applied over QMP");
        } else {
            update.set(
                    ConditionType.APPLIED, TRUE, "Applied", "QEMU has accepted all settings that are applied over QMP");
        }
    }

    private Outcome refused(StatusUpdate update, Drift drift, List<String> late, QmpRefusedException refused) {
        String reason = refused.reason().toString();
        String message = String.valueOf(refused.getMessage());
        readable(update);
        update.set(ConditionType.APPLIED, FALSE, reason, message);
        if (late.isEmpty()) {
            update.set(
                    ConditionType.VERIFIED,
                    FALSE,
                    "NotApplied",
                    drift.isEmpty() ? "QEMU refused a setting" : drift.describe());
        } else {
            update.set(
                    ConditionType.VERIFIED,
                    FALSE,
                    VerifiedCondition.TOO_LATE,
                    "QEMU has already acted on the old value and refuses the new one; restart the VM to apply in time: "
                            + String.join(", ", late));
        }
        update.setQuietly(ConditionType.DEGRADED, TRUE, reason, message);
        return retry(update, ConditionType.APPLIED, FALSE);
    }

    private Outcome conclude(
            StatusUpdate update,
            DesiredState wanted,
            QemuInstance.Running running,
            QmpClient client,
            VerificationResult result,
            Drift drift) {
        update.recordResult(result);
        VerifiedCondition condition = VerifiedCondition.of(result, drift, ParameterUpdate.awaitsRestart(update));
        update.set(ConditionType.VERIFIED, condition.truth(), condition.reason(), condition.message());
        Optional<Incoming> incoming = drift.isEmpty() ? whereToListenNow(update, wanted) : Optional.empty();
        // Saved before QEMU listens; after that, QEMU no longer shows that the settings were applied in time.
        if (incoming.isPresent() && !update.save(repository)) {
            return new Outcome.RequeueAfter(Duration.ZERO);
        }
        Optional<QmpRefusedException> refused = incoming.flatMap(where -> listen(update, where, client));
        if (refused.isPresent()) {
            String message = String.valueOf(refused.get().getMessage());
            update.set(ConditionType.DEGRADED, TRUE, "IncomingRefused", message);
            return retry(update, ConditionType.DEGRADED, TRUE);
        }
        if (!condition.isProblem()) {
            update.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
            return new Outcome.Settled(settings.resync(running, update.now()));
        }
        update.setQuietly(ConditionType.DEGRADED, TRUE, condition.reason(), condition.message());
        boolean repairable = !drift.isEmpty() && ParameterUpdate.repairs(wanted);
        return repairable
                ? retry(update, ConditionType.VERIFIED, FALSE)
                : new Outcome.Settled(settings.resync(running, update.now()));
    }

    /**
     * Returns where the incoming migration must start to listen now; empty if it listens already or the controller does
     * not start it.
     */
    private static Optional<Incoming> whereToListenNow(StatusUpdate update, DesiredState wanted) {
        boolean waits = !update.hasReached(BootStep.INCOMING_STARTED) && !ParameterUpdate.awaitsRestart(update);
        return waits ? whereToListen(wanted.plan().listening()) : Optional.empty();
    }

    /**
     * Starts listening for the incoming migration.
     *
     * @return QEMU's refusal; empty on success
     */
    private static Optional<QmpRefusedException> listen(StatusUpdate update, Incoming incoming, QmpClient client) {
        try {
            client.execute(new QmpCommand.MigrateIncoming(incoming));
        } catch (QmpRefusedException refused) {
            // An earlier reconciliation may have been interrupted between this command and saving its status.
            if (!refused.desc().contains(LISTENS_ALREADY)) {
                return Optional.of(refused);
            }
        }
        update.recordListening();
        update.event(
                EventDraft.Type.NORMAL, "Listening", "All settings are verified; the incoming migration is listening");
        return Optional.empty();
    }

    /** Returns where the controller must start the incoming migration; empty if QEMU's command line does. */
    private static Optional<Incoming> whereToListen(Listening listening) {
        return switch (listening) {
            case Listening.AfterDefer(Incoming incoming, String ignored) -> Optional.ofNullable(incoming);
            case Listening.FromCommandLine ignored -> Optional.empty();
            case Listening.NotIncoming ignored -> Optional.empty();
        };
    }
}

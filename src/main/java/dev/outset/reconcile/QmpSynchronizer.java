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

    Outcome with(StatusUpdate draft, DesiredState wanted, QemuLauncher launcher, QemuInstance.Running running) {
        try (QmpClient client =
                new QmpClient(launcher.connect(running), monitor.deadline(), clock, event -> log(draft, event))) {
            client.negotiate();
            return talk(draft, wanted, running, client);
        } catch (QmpForbiddenException forbidden) {
            return forbidden(draft, forbidden);
        } catch (QmpException broken) {
            return unreachable(draft, broken);
        }
    }

    /** Returns whether a running QEMU has handed over its guest; false if its monitor does not respond. */
    boolean hasLostItsGuest(Launchers.Located located) {
        if (!(located.instance() instanceof QemuInstance.Running running)) {
            return false;
        }
        try (QmpClient client =
                new QmpClient(located.launcher().connect(running), monitor.deadline(), clock, event -> {})) {
            client.negotiate();
            return isPostmigrate(client);
        } catch (QmpException silent) {
            return false;
        }
    }

    private static boolean isPostmigrate(QmpClient client) {
        return client.execute(new QmpCommand.QueryStatus()).status().equals(POSTMIGRATE);
    }

    private static void log(StatusUpdate draft, QmpMessage.Event event) {
        if (draft.events().size() < LOGGED_QMP_EVENTS) {
            draft.event(EventDraft.Type.NORMAL, "QemuEvent", event.name() + " " + event.data());
        }
    }

    private Outcome unreachable(StatusUpdate draft, QmpException broken) {
        String reason = broken.reason().toString();
        String message = String.valueOf(broken.getMessage());
        draft.set(ConditionType.MIGRATION_OBJECT_READY, FALSE, reason, message);
        if (!ParameterUpdate.wasApplied(draft)) {
            draft.quietly(ConditionType.APPLIED, UNKNOWN, reason, message);
        }
        draft.quietly(ConditionType.VERIFIED, UNKNOWN, reason, message);
        draft.quietly(ConditionType.DEGRADED, TRUE, reason, message);
        return retry(draft, ConditionType.MIGRATION_OBJECT_READY, FALSE);
    }

    /**
     * Handles a command that the host policy rejects; only a change of the definition or of the settings can resolve
     * it.
     */
    private Outcome forbidden(StatusUpdate draft, QmpForbiddenException forbidden) {
        String message = String.valueOf(forbidden.getMessage());
        if (!ParameterUpdate.wasApplied(draft)) {
            draft.set(ConditionType.APPLIED, FALSE, forbidden.rule(), message);
            draft.set(ConditionType.VERIFIED, FALSE, "NotApplied", message);
        }
        draft.set(ConditionType.DEGRADED, TRUE, forbidden.rule(), message);
        return new Outcome.GiveUp(settings.resyncInterval());
    }

    /** Retries after as long as the condition has already been failing, so that the delay doubles. */
    private Outcome retry(StatusUpdate draft, ConditionType type, Condition.Truth bad) {
        Duration failing = draft.condition(type)
                .filter(condition -> condition.status() == bad)
                .map(condition -> Duration.between(condition.lastTransitionTime(), draft.now()))
                .orElse(Duration.ZERO);
        return new Outcome.Retry(settings.backoffAfter(failing));
    }

    private Outcome talk(StatusUpdate draft, DesiredState wanted, QemuInstance.Running running, QmpClient client) {
        if (isPostmigrate(client)) {
            GuestHoldStatus.migratedOutside(draft);
            return new Outcome.Settled(settings.resync(running, draft.now()));
        }
        BootProgress elapsed = new BootProgress(draft, running, client);
        Verifier assessment = assessment(draft, wanted, elapsed);
        VerificationResult found = assessment.judge(Observation.of(client), MigrationParameters.none());
        // Recorded even if the connection breaks next, since it proves what was in force before any change.
        draft.judged(found);
        Drift drift = Drift.of(found);
        ParameterUpdate sending = ParameterUpdate.of(draft, wanted, assessment, drift);
        if (sending.isEmpty()) {
            readAndApplied(draft, wanted);
            return conclude(draft, wanted, running, client, found, drift);
        }
        try {
            sending.through(client);
        } catch (QmpRefusedException refused) {
            return refused(draft, drift, sending.past(wanted, elapsed), refused);
        }
        Observation second = Observation.of(client);
        VerificationResult judged = assessment(draft, wanted, elapsed).judge(second, sending.parameters());
        readAndApplied(draft, wanted);
        Drift left = Drift.of(judged);
        sending.tellOfRepairs(draft, drift, left);
        return conclude(draft, wanted, running, client, judged, left);
    }

    private static Verifier assessment(StatusUpdate draft, DesiredState wanted, BootProgress elapsed) {
        boolean verified = draft.condition(ConditionType.VERIFIED)
                .filter(Condition::isTrue)
                .filter(condition -> condition.observedGeneration() == wanted.generation())
                .isPresent();
        return new Verifier(wanted, draft.judged(), elapsed, !ParameterUpdate.awaitsRestart(draft), verified);
    }

    private static void readable(StatusUpdate draft) {
        draft.set(ConditionType.MIGRATION_OBJECT_READY, TRUE, "Readable", "The migration object can be read");
    }

    private static void readAndApplied(StatusUpdate draft, DesiredState wanted) {
        readable(draft);
        boolean nothing = wanted.plan().parametersOverQmp().isEmpty()
                && wanted.plan().capabilitiesOverQmp().isEmpty();
        if (nothing) {
            draft.set(ConditionType.APPLIED, TRUE, "NothingToApply", "The definition has no settings that are applied over QMP");
        } else {
            draft.set(ConditionType.APPLIED, TRUE, "Applied", "QEMU has accepted all settings that are applied over QMP");
        }
    }

    private Outcome refused(StatusUpdate draft, Drift drift, List<String> past, QmpRefusedException refused) {
        String reason = refused.reason().toString();
        String message = String.valueOf(refused.getMessage());
        readable(draft);
        draft.set(ConditionType.APPLIED, FALSE, reason, message);
        if (past.isEmpty()) {
            draft.set(
                    ConditionType.VERIFIED,
                    FALSE,
                    "NotApplied",
                    drift.isEmpty() ? "QEMU refused a setting" : drift.describe());
        } else {
            draft.set(
                    ConditionType.VERIFIED,
                    FALSE,
                    VerifiedCondition.TOO_LATE,
                    "QEMU has already acted on the old value and refuses the new one; restart the VM to apply in time: "
                            + String.join(", ", past));
        }
        draft.quietly(ConditionType.DEGRADED, TRUE, reason, message);
        return retry(draft, ConditionType.APPLIED, FALSE);
    }

    private Outcome conclude(
            StatusUpdate draft,
            DesiredState wanted,
            QemuInstance.Running running,
            QmpClient client,
            VerificationResult judged,
            Drift drift) {
        draft.judged(judged);
        VerifiedCondition verification = VerifiedCondition.of(judged, drift, ParameterUpdate.awaitsRestart(draft));
        draft.set(ConditionType.VERIFIED, verification.truth(), verification.reason(), verification.message());
        Optional<Incoming> incoming = drift.isEmpty() ? whereToListenNow(draft, wanted) : Optional.empty();
        // Saved before QEMU listens; after that, QEMU no longer shows that the settings were applied in time.
        if (incoming.isPresent() && !draft.save(repository)) {
            return new Outcome.RequeueAfter(Duration.ZERO);
        }
        Optional<QmpRefusedException> refused = incoming.flatMap(where -> listen(draft, where, client));
        if (refused.isPresent()) {
            String message = String.valueOf(refused.get().getMessage());
            draft.set(ConditionType.DEGRADED, TRUE, "IncomingRefused", message);
            return retry(draft, ConditionType.DEGRADED, TRUE);
        }
        if (!verification.isTrouble()) {
            draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
            return new Outcome.Settled(settings.resync(running, draft.now()));
        }
        draft.quietly(ConditionType.DEGRADED, TRUE, verification.reason(), verification.message());
        boolean mendable = !drift.isEmpty() && ParameterUpdate.repairs(wanted);
        return mendable
                ? retry(draft, ConditionType.VERIFIED, FALSE)
                : new Outcome.Settled(settings.resync(running, draft.now()));
    }

    /**
     * Returns where the incoming migration must start to listen now; empty if it listens already or the controller does
     * not start it.
     */
    private static Optional<Incoming> whereToListenNow(StatusUpdate draft, DesiredState wanted) {
        boolean waits = !draft.hasReached(BootStep.INCOMING_STARTED) && !ParameterUpdate.awaitsRestart(draft);
        return waits ? whereToListen(wanted.plan().listening()) : Optional.empty();
    }

    /**
     * Starts listening for the incoming migration.
     *
     * @return QEMU's refusal; empty on success
     */
    private static Optional<QmpRefusedException> listen(StatusUpdate draft, Incoming incoming, QmpClient client) {
        try {
            client.execute(new QmpCommand.MigrateIncoming(incoming));
        } catch (QmpRefusedException refused) {
            // An earlier reconciliation may have been interrupted between this command and saving its status.
            if (!refused.desc().contains(LISTENS_ALREADY)) {
                return Optional.of(refused);
            }
        }
        draft.incomingStarted();
        draft.event(EventDraft.Type.NORMAL, "Listening", "All settings are verified; the incoming migration is listening");
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

package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.FALSE;
import static dev.outset.status.Condition.Truth.TRUE;
import static dev.outset.status.Condition.Truth.UNKNOWN;

import dev.outset.delivery.Listening;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.parameters.Incoming;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.RunState;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpForbiddenException;
import dev.outset.qmp.QmpMessage;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.reconcile.Changes.Change;
import dev.outset.reconcile.verify.BootProgress;
import dev.outset.reconcile.verify.DesiredState;
import dev.outset.reconcile.verify.Drift;
import dev.outset.reconcile.verify.Observation;
import dev.outset.reconcile.verify.SettingValues;
import dev.outset.reconcile.verify.VerificationResult;
import dev.outset.reconcile.verify.VerifiedCondition;
import dev.outset.reconcile.verify.Verifier;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.store.event.EventDraft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Synchronizes a running QEMU with its definition over QMP: reads all settings, sends the missing ones, reads all
 * settings back, verifies them, and starts listening for an incoming migration only when all are verified.
 */
final class QmpSynchronizer {

    private static final int LOGGED_QMP_EVENTS = 16;

    private final Launchers launchers;

    private final ReconcileSettings settings;

    QmpSynchronizer(Launchers launchers, ReconcileSettings settings) {
        this.launchers = launchers;
        this.settings = settings;
    }

    /** Starts a conversation with a running QEMU. */
    Conversation converse(Pass pass, DesiredState wanted, QemuLauncher launcher, QemuInstance.Running running) {
        return new Conversation(pass, wanted, new Launchers.Located(launcher, running), running);
    }

    /** Returns whether a running QEMU has handed over its guest; false if its monitor does not respond. */
    boolean hasHandedOverGuest(Launchers.Located located) {
        return located.isRunning() && observe(located).all().contains(new Change.StateRead(RunState.POSTMIGRATE));
    }

    /** Reads the run state of a running QEMU and changes nothing; no change if its monitor does not respond. */
    Changes observe(Launchers.Located located) {
        try (QmpClient client = launchers.open(located)) {
            return read(client.execute(new QmpCommand.QueryStatus()));
        } catch (QmpException failure) {
            return Changes.none();
        }
    }

    private static Changes read(QmpCommand.StatusInfo status) {
        return Changes.of(new Change.StateRead(status.runState().orElse(null)));
    }

    /** Returns where the controller must start the incoming migration; null if QEMU's command line does. */
    private static @Nullable Incoming whereToListen(Listening listening) {
        return switch (listening) {
            case Listening.AfterDefer(Incoming incoming, String ignored) -> incoming;
            case Listening.FromCommandLine ignored -> null;
            case Listening.NotIncoming ignored -> null;
        };
    }

    /** Retries after as long as the condition has already been failing, so that the delay doubles. */
    private Outcome retry(Pass pass, ConditionType type, Condition.Truth bad) {
        Duration failing = pass.condition(type)
                .filter(condition -> condition.status() == bad)
                .map(condition -> Duration.between(condition.lastTransitionTime(), pass.now()))
                .orElse(Duration.ZERO);
        return new Outcome.Retry(settings.backoffAfter(failing));
    }

    /** One conversation with a running QEMU: a first step, and at most one that follows it. */
    final class Conversation implements AutoCloseable {

        private final Pass pass;

        private final DesiredState wanted;

        private final Launchers.Located located;

        private final QemuInstance.Running running;

        private final BootProgress progress;

        private final boolean awaitsRestart;

        private final List<QmpMessage.Event> heard = new ArrayList<>();

        private @Nullable QmpClient client;

        private Conversation(Pass pass, DesiredState wanted, Launchers.Located located, QemuInstance.Running running) {
            this.pass = pass;
            this.wanted = wanted;
            this.located = located;
            this.running = running;
            this.progress = new BootProgress(pass.hasReached(BootStep.INCOMING_STARTED), running, this::client);
            this.awaitsRestart = SettingUpdate.awaitsRestart(pass);
        }

        private QmpClient client() {
            QmpClient connected = client;
            if (connected == null) {
                connected = launchers.open(located, heard::add);
                client = connected;
            }
            return connected;
        }

        /** Reads the settings, sends the missing ones and verifies them; listening follows if it is due. */
        Step synchronize() {
            return attempt(pass, () -> {
                QmpCommand.StatusInfo status = client().execute(new QmpCommand.QueryStatus());
                Step step =
                        status.is(RunState.POSTMIGRATE) ? settled(GuestHoldStatus.migratedOutside(pass)) : exchange();
                return step.after(read(status));
            });
        }

        @Override
        public void close() {
            if (client != null) {
                client.close();
            }
        }

        /** Runs a part of the conversation; the result contains what was learned even if the connection breaks. */
        private Step attempt(Pass pass, Supplier<Step> part) {
            Step step;
            try {
                step = part.get();
            } catch (QmpForbiddenException forbidden) {
                step = forbidden(pass, forbidden);
            } catch (QmpException failure) {
                step = unreachable(pass, failure);
            }
            return step.after(learned(pass));
        }

        private Changes learned(Pass pass) {
            Changes learned =
                    progress != null && progress.isListening() ? Changes.of(new Change.Listening()) : Changes.none();
            int room = Math.max(0, LOGGED_QMP_EVENTS - pass.events().size());
            for (QmpMessage.Event event : heard.subList(0, Math.min(room, heard.size()))) {
                learned = learned.event(EventDraft.Type.NORMAL, "QemuEvent", event.name() + " " + event.data());
            }
            heard.clear();
            return learned;
        }

        private Step unreachable(Pass pass, QmpException failure) {
            String reason = failure.reason().toString();
            String message = String.valueOf(failure.getMessage());
            Changes changes = Changes.none().set(ConditionType.MIGRATION_OBJECT_READY, FALSE, reason, message);
            if (!pass.isTrue(ConditionType.APPLIED)) {
                changes = changes.setQuietly(ConditionType.APPLIED, UNKNOWN, reason, message);
            }
            return new Step.Last(
                    changes.setQuietly(ConditionType.VERIFIED, UNKNOWN, reason, message)
                            .setQuietly(ConditionType.DEGRADED, TRUE, reason, message),
                    retry(pass, ConditionType.MIGRATION_OBJECT_READY, FALSE));
        }

        /**
         * Handles a command that the host policy rejects; only a change of the definition or of the settings can
         * resolve it.
         */
        private Step forbidden(Pass pass, QmpForbiddenException forbidden) {
            String message = String.valueOf(forbidden.getMessage());
            Changes changes = pass.isTrue(ConditionType.APPLIED)
                    ? Changes.none()
                    : Changes.none()
                            .set(ConditionType.APPLIED, FALSE, forbidden.rule(), message)
                            .set(ConditionType.VERIFIED, FALSE, "NotApplied", message);
            return new Step.Last(
                    changes.set(ConditionType.DEGRADED, TRUE, forbidden.rule(), message),
                    new Outcome.GiveUp(settings.resyncInterval()));
        }

        private Step.Last settled(Changes changes) {
            return new Step.Last(changes, new Outcome.Settled(settings.resync(running, pass.now())));
        }

        private Step exchange() {
            Verifier verifier = new Verifier(wanted, progress, !awaitsRestart);
            VerificationResult found =
                    verifier.verify(pass.lastResult(), Observation.of(client()), SettingValues.none());
            Drift drift = Drift.of(found);
            SettingUpdate update = SettingUpdate.of(pass, wanted, found);
            Step step = update.isEmpty()
                    ? conclude(found, drift, Changes.none())
                    : attempt(pass, () -> change(verifier, update, found, drift));
            // Recorded even if the connection broke, since it proves what was in force before any change.
            return step.after(Changes.of(new Change.Verified(found)));
        }

        private Step change(Verifier verifier, SettingUpdate update, VerificationResult found, Drift drift) {
            try {
                update.sendTo(client());
            } catch (QmpRefusedException refused) {
                return refused(drift, update.lateNames(wanted, progress), refused);
            }
            VerificationResult result = verifier.verify(found, Observation.of(client()), update.values());
            return conclude(result, Drift.of(result), update.events(pass, result));
        }

        private Changes readable() {
            return Changes.none()
                    .set(ConditionType.MIGRATION_OBJECT_READY, TRUE, "Readable", "The migration object can be read");
        }

        private Changes readAndApplied() {
            boolean nothing = wanted.plan().parametersOverQmp().isEmpty()
                    && wanted.plan().capabilitiesOverQmp().isEmpty();
            return readable()
                    .set(
                            ConditionType.APPLIED,
                            TRUE,
                            nothing ? "NothingToApply" : "Applied",
                            nothing
                                    ? "The definition has no settings that are applied over QMP"
                                    : "QEMU has accepted all settings that are applied over QMP");
        }

        private Step refused(Drift drift, List<String> late, QmpRefusedException refused) {
            String reason = refused.reason().toString();
            String message = String.valueOf(refused.getMessage());
            Changes changes = readable().set(ConditionType.APPLIED, FALSE, reason, message);
            changes = late.isEmpty()
                    ? changes.set(
                            ConditionType.VERIFIED,
                            FALSE,
                            "NotApplied",
                            drift.isEmpty() ? "QEMU refused a setting" : drift.describe())
                    : changes.set(
                            ConditionType.VERIFIED,
                            FALSE,
                            VerifiedCondition.TOO_LATE,
                            "QEMU has already acted on the old value and refuses the new one; restart the VM to apply"
                                    + " in time: " + String.join(", ", late));
            return new Step.Last(
                    changes.setQuietly(ConditionType.DEGRADED, TRUE, reason, message),
                    retry(pass, ConditionType.APPLIED, FALSE));
        }

        private Step conclude(VerificationResult result, Drift drift, Changes events) {
            VerifiedCondition condition = VerifiedCondition.of(result, drift, awaitsRestart);
            Changes verified = readAndApplied()
                    .with(events)
                    .with(new Change.Verified(result))
                    .set(ConditionType.VERIFIED, condition.truth(), condition.reason(), condition.message());
            boolean waits = drift.isEmpty() && !progress.isListening() && !awaitsRestart;
            Incoming incoming = waits ? whereToListen(wanted.plan().listening()) : null;
            // Saved before QEMU listens; after that, QEMU no longer shows that the settings were applied in time.
            return incoming == null
                    ? concluded(condition, !drift.isEmpty() && SettingUpdate.repairs(wanted))
                            .after(verified)
                    : new Step.SaveFirst(verified, saved -> attempt(saved, () -> listen(saved, incoming, condition)));
        }

        private Step.Last concluded(VerifiedCondition condition, boolean repairable) {
            if (!condition.isProblem()) {
                return settled(Changes.none().asExpected());
            }
            Changes problem =
                    Changes.none().setQuietly(ConditionType.DEGRADED, TRUE, condition.reason(), condition.message());
            return repairable ? new Step.Last(problem, retry(pass, ConditionType.VERIFIED, FALSE)) : settled(problem);
        }

        /** Starts listening for the incoming migration. */
        private Step listen(Pass saved, Incoming incoming, VerifiedCondition condition) {
            try {
                client().execute(new QmpCommand.MigrateIncoming(incoming));
            } catch (QmpRefusedException refused) {
                // An earlier reconciliation may have been interrupted between this command and saving its status.
                String message = String.valueOf(refused.getMessage());
                if (!refused.listensAlready()) {
                    return new Step.Last(
                            Changes.none().set(ConditionType.DEGRADED, TRUE, "IncomingRefused", message),
                            retry(saved, ConditionType.DEGRADED, TRUE));
                }
            }
            return concluded(condition, false)
                    .after(Changes.of(new Change.Listening())
                            .event(
                                    EventDraft.Type.NORMAL,
                                    "Listening",
                                    "All settings are verified; the incoming migration is listening"));
        }
    }
}

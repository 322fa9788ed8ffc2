package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.FALSE;
import static dev.outset.status.Condition.Truth.TRUE;
import static dev.outset.status.Condition.Truth.UNKNOWN;

import dev.outset.delivery.Listening;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.migration.Incoming;
import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameters;
import dev.outset.migration.ParameterValue;
import dev.outset.qemu.BootStep;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpMessage;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedParameter;
import dev.outset.store.EventDraft;
import dev.outset.vm.Migration;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The part of a pass that talks to a running QEMU: read everything, send what is missing, read everything back, judge, and
 * let the incoming migration listen only when all is as wanted.
 */
final class Conversation {

    /** {@code qmp_migrate_incoming} after it has succeeded once, in all releases. */
    private static final String LISTENS_ALREADY = "The incoming migration has already been started";

    private static final int LOGGED_QMP_EVENTS = 16;

    private final InstantSource clock;

    private final ReconcileSettings settings;

    private final MonitorSettings monitor;

    Conversation(InstantSource clock, ReconcileSettings settings, MonitorSettings monitor) {
        this.clock = clock;
        this.settings = settings;
        this.monitor = monitor;
    }

    Outcome with(StatusDraft draft, Wanted wanted, QemuLauncher launcher, QemuInstance.Running running) {
        try (QmpClient client =
                new QmpClient(launcher.connect(running), monitor.deadline(), clock, event -> log(draft, event))) {
            client.negotiate();
            return talk(draft, wanted, client);
        } catch (QmpException broken) {
            return unreachable(draft, broken);
        }
    }

    private static void log(StatusDraft draft, QmpMessage.Event event) {
        if (draft.events().size() < LOGGED_QMP_EVENTS) {
            draft.event(EventDraft.Type.NORMAL, "QemuEvent", event.name() + " " + event.data());
        }
    }

    private Outcome unreachable(StatusDraft draft, QmpException broken) {
        String message = String.valueOf(broken.getMessage());
        draft.set(ConditionType.MIGRATION_OBJECT_READY, FALSE, broken.reason().toString(), message);
        if (!appliedBefore(draft)) {
            draft.quietly(ConditionType.APPLIED, UNKNOWN, broken.reason().toString(), message);
        }
        draft.quietly(ConditionType.VERIFIED, UNKNOWN, broken.reason().toString(), message);
        draft.quietly(ConditionType.DEGRADED, TRUE, broken.reason().toString(), message);
        return retry(draft, ConditionType.MIGRATION_OBJECT_READY);
    }

    /** Waits as long as the condition has been false already, so that the wait doubles. */
    private Outcome retry(StatusDraft draft, ConditionType type) {
        Duration failing = draft.condition(type)
                .filter(condition -> !condition.isTrue())
                .map(condition -> Duration.between(condition.lastTransitionTime(), draft.now()))
                .orElse(Duration.ZERO);
        return new Outcome.Retry(settings.backoffAfter(failing));
    }

    private Outcome talk(StatusDraft draft, Wanted wanted, QmpClient client) {
        Assessment assessment = new Assessment(wanted, draft.parameters(), draft.hasReached(BootStep.INCOMING_STARTED));
        Observation first = Observation.of(client);
        draft.set(ConditionType.MIGRATION_OBJECT_READY, TRUE, "Readable", "The migration object can be read");
        List<ObservedParameter> found = assessment.judge(first, MigrationParameters.none());
        ParameterDrift drift = ParameterDrift.between(wanted, first, found);
        MigrationParameters unsent = assessment.unsent(appliedBefore(draft));
        Map<MigrationCapability, Boolean> capabilities = capabilitiesToSend(draft, wanted, drift);
        MigrationParameters parameters = parametersToSend(draft, wanted, assessment, unsent, drift);
        if (capabilities.isEmpty() && parameters.isEmpty()) {
            applied(draft, wanted);
            return conclude(draft, wanted, client, found, drift);
        }
        try {
            send(client, capabilities, parameters);
        } catch (QmpRefusedException refused) {
            return refused(draft, found, drift, refused);
        }
        applied(draft, wanted);
        Observation second = Observation.of(client);
        // The first reading of a boot proves what came from its start; only what was sent can have changed since.
        List<ObservedParameter> judged =
                new Assessment(wanted, found, draft.hasReached(BootStep.INCOMING_STARTED)).judge(second, parameters);
        ParameterDrift left = ParameterDrift.between(wanted, second, judged);
        tellOfRepairs(draft, unsent, drift, left);
        return conclude(draft, wanted, client, judged, left);
    }

    private static void send(
            QmpClient client, Map<MigrationCapability, Boolean> capabilities, MigrationParameters parameters) {
        if (!capabilities.isEmpty()) {
            client.execute(new QmpCommand.MigrateSetCapabilities(capabilities));
        }
        if (!parameters.isEmpty()) {
            client.execute(new QmpCommand.MigrateSetParameters(parameters));
        }
    }

    private static Map<MigrationCapability, Boolean> capabilitiesToSend(
            StatusDraft draft, Wanted wanted, ParameterDrift drift) {
        boolean appliedBefore = appliedBefore(draft)
                && draft.condition(ConditionType.APPLIED)
                        .filter(condition -> condition.observedGeneration() == wanted.generation())
                        .isPresent();
        Map<MigrationCapability, Boolean> overQmp = wanted.plan().capabilitiesOverQmp();
        Map<MigrationCapability, Boolean> toSend = new LinkedHashMap<>();
        drift.capabilities().forEach((capability, on) -> {
            boolean isWish = overQmp.containsKey(capability) && !appliedBefore;
            if (isWish || (repairs(wanted) && (overQmp.containsKey(capability) || !awaitsRestart(draft)))) {
                toSend.put(capability, on);
            }
        });
        return toSend;
    }

    private static MigrationParameters parametersToSend(
            StatusDraft draft, Wanted wanted, Assessment assessment, MigrationParameters unsent, ParameterDrift drift) {
        MigrationParameters toSend = unsent;
        if (!repairs(wanted)) {
            return toSend;
        }
        for (ObservedParameter each : drift.parameters()) {
            ParameterValue desired = each.desired();
            // A wish of the command line that has changed since the boot waits for the next boot.
            boolean waits = awaitsRestart(draft) && !assessment.travelsOverQmp(each.parameter());
            boolean isSettable = wanted.catalogue()
                    .parameter(each.parameter())
                    .filter(spec -> !spec.setIgnored())
                    .isPresent();
            if (desired != null && !waits && isSettable) {
                toSend = toSend.with(each.parameter(), desired);
            }
        }
        return toSend;
    }

    /** Whether this boot has accepted what was sent to it last. */
    private static boolean appliedBefore(StatusDraft draft) {
        return !draft.parameters().isEmpty()
                && draft.condition(ConditionType.APPLIED)
                        .filter(Condition::isTrue)
                        .isPresent();
    }

    private static boolean repairs(Wanted wanted) {
        return wanted.spec().migration().onDrift() == Migration.OnDrift.REPAIR;
    }

    private static boolean awaitsRestart(StatusDraft draft) {
        return draft.condition(ConditionType.RESTART_REQUIRED)
                .filter(Condition::isTrue)
                .isPresent();
    }

    private static void tellOfRepairs(
            StatusDraft draft, MigrationParameters firstTime, ParameterDrift before, ParameterDrift after) {
        String repaired = before.parameters().stream()
                .filter(each -> !firstTime.has(each.parameter()))
                .filter(each -> after.parameters().stream()
                        .noneMatch(left -> left.parameter().equals(each.parameter())))
                .map(each -> each.parameter() + " was " + each.observed() + " and is " + each.desired() + " again")
                .collect(Collectors.joining("; "));
        if (!repaired.isEmpty()) {
            draft.event(EventDraft.Type.WARNING, "DriftRepaired", repaired);
        }
    }

    private static void applied(StatusDraft draft, Wanted wanted) {
        boolean nothing = wanted.plan().parametersOverQmp().isEmpty()
                && wanted.plan().capabilitiesOverQmp().isEmpty();
        if (nothing) {
            draft.set(ConditionType.APPLIED, TRUE, "NothingToApply", "Nothing of the definition travels over QMP");
        } else {
            draft.set(ConditionType.APPLIED, TRUE, "Applied", "QEMU has accepted everything that travels over QMP");
        }
    }

    private Outcome refused(
            StatusDraft draft, List<ObservedParameter> found, ParameterDrift drift, QmpRefusedException refused) {
        String message = String.valueOf(refused.getMessage());
        draft.parameters(found);
        draft.set(ConditionType.APPLIED, FALSE, refused.reason().toString(), message);
        draft.set(
                ConditionType.VERIFIED,
                FALSE,
                "NotApplied",
                drift.isEmpty() ? "QEMU has refused a setting" : drift.describe());
        draft.quietly(ConditionType.DEGRADED, TRUE, refused.reason().toString(), message);
        return retry(draft, ConditionType.APPLIED);
    }

    private Outcome conclude(
            StatusDraft draft, Wanted wanted, QmpClient client, List<ObservedParameter> judged, ParameterDrift drift) {
        draft.parameters(judged);
        Verification verification = Verification.of(judged, drift, awaitsRestart(draft));
        draft.set(ConditionType.VERIFIED, verification.truth(), verification.reason(), verification.message());
        if (verification.isTrouble()) {
            draft.quietly(ConditionType.DEGRADED, TRUE, verification.reason(), verification.message());
        } else {
            draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "Nothing is wrong");
        }
        if (!drift.isEmpty()) {
            boolean mendable = repairs(wanted) && verification.isTrouble();
            return mendable ? retry(draft, ConditionType.VERIFIED) : new Outcome.Settled(settings.resyncInterval());
        }
        return listen(draft, wanted, client);
    }

    private Outcome listen(StatusDraft draft, Wanted wanted, QmpClient client) {
        Optional<Incoming> incoming = whereToListen(wanted.plan().listening());
        if (incoming.isEmpty() || draft.hasReached(BootStep.INCOMING_STARTED) || awaitsRestart(draft)) {
            return new Outcome.Settled(settings.resyncInterval());
        }
        try {
            client.execute(new QmpCommand.MigrateIncoming(incoming.get()));
        } catch (QmpRefusedException refused) {
            // A pass may have died between this command and the saving of its status.
            if (!refused.desc().contains(LISTENS_ALREADY)) {
                draft.set(ConditionType.DEGRADED, TRUE, "IncomingRefused", String.valueOf(refused.getMessage()));
                return retry(draft, ConditionType.DEGRADED);
            }
        }
        draft.incomingStarted();
        draft.event(EventDraft.Type.NORMAL, "Listening", "Everything is verified; the incoming migration listens");
        return new Outcome.Settled(settings.resyncInterval());
    }

    /** Where we have to let the incoming migration listen. */
    private static Optional<Incoming> whereToListen(Listening listening) {
        return switch (listening) {
            case Listening.AfterDefer(Incoming incoming, String ignored) -> Optional.ofNullable(incoming);
            case Listening.FromCommandLine ignored -> Optional.empty();
            case Listening.NotIncoming ignored -> Optional.empty();
        };
    }
}

package dev.outset.reconcile;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.reconcile.verify.BootProgress;
import dev.outset.reconcile.verify.DesiredState;
import dev.outset.reconcile.verify.Drift;
import dev.outset.reconcile.verify.StatusUpdate;
import dev.outset.reconcile.verify.Verifier;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedParameter;
import dev.outset.store.event.EventDraft;
import dev.outset.vm.MigrationSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one pass sends over QMP: wishes that this boot has not been told yet, and repairs where the definition wants them.
 *
 * @param capabilities the capabilities to switch
 * @param parameters the parameters to set
 * @param asked those parameters that follow from a change of the definition; the others are repairs
 */
record ParameterUpdate(
        Map<MigrationCapability, Boolean> capabilities, MigrationParameters parameters, MigrationParameters asked) {

    static ParameterUpdate of(StatusUpdate draft, DesiredState wanted, Verifier assessment, Drift drift) {
        MigrationParameters asked = assessment.unsent(wasApplied(draft));
        for (ObservedParameter each : drift.parameters()) {
            ParameterValue below = each.desired();
            if (below != null && isLeft(wanted, each)) {
                asked = asked.with(each.parameter(), below);
            }
        }
        return new ParameterUpdate(
                capabilities(draft, wanted, drift), parameters(draft, wanted, assessment, asked, drift), asked);
    }

    /** Whether the definition names it no more. */
    private static boolean isLeft(DesiredState wanted, ObservedParameter parameter) {
        EffectiveValue effective = wanted.plan().effective().get(parameter.parameter());
        return effective != null && !effective.requested();
    }

    /** Whether this boot has accepted what was sent to it last. */
    static boolean wasApplied(StatusUpdate draft) {
        return draft.condition(ConditionType.APPLIED).filter(Condition::isTrue).isPresent();
    }

    /** Whether the definition has changed in a way that waits for the next boot. */
    static boolean awaitsRestart(StatusUpdate draft) {
        return draft.condition(ConditionType.RESTART_REQUIRED)
                .filter(Condition::isTrue)
                .isPresent();
    }

    static boolean repairs(DesiredState wanted) {
        return wanted.spec().migration().onDrift() == MigrationSpec.OnDrift.REPAIR;
    }

    private static Map<MigrationCapability, Boolean> capabilities(
            StatusUpdate draft, DesiredState wanted, Drift drift) {
        boolean appliedBefore = draft.condition(ConditionType.APPLIED)
                .filter(Condition::isTrue)
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

    private static MigrationParameters parameters(
            StatusUpdate draft, DesiredState wanted, Verifier assessment, MigrationParameters asked, Drift drift) {
        MigrationParameters toSend = asked;
        if (!repairs(wanted)) {
            return toSend;
        }
        for (ObservedParameter each : drift.parameters()) {
            ParameterValue desired = each.desired();
            // A wish of the command line that has changed since the boot waits for the next boot.
            boolean waits = awaitsRestart(draft)
                    && !assessment.travelsOverQmp(each.parameter())
                    && !Drift.isSame(Verifier.fromStart(each), desired);
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

    /** The names of those on whose old value QEMU has acted. */
    List<String> past(DesiredState wanted, BootProgress elapsed) {
        Stream<String> late = wanted.catalogue().capabilities().stream()
                .filter(spec -> capabilities.containsKey(spec.capability()) && elapsed.isPast(spec.readAt()))
                .map(CapabilitySpec::name);
        return Stream.concat(
                        late,
                        wanted.catalogue().parameters().stream()
                                .filter(spec -> parameters.has(spec.parameter()) && elapsed.isPast(spec.readAt()))
                                .map(ParameterSpec::name))
                .toList();
    }

    boolean isEmpty() {
        return capabilities.isEmpty() && parameters.isEmpty();
    }

    /**
     * Sends it: capabilities first, since rules of parameters look at them.
     *
     * @throws dev.outset.qmp.QmpRefusedException if QEMU refuses some of it
     */
    void through(QmpClient client) {
        if (!capabilities.isEmpty()) {
            client.execute(new QmpCommand.MigrateSetCapabilities(capabilities));
        }
        if (!parameters.isEmpty()) {
            client.execute(new QmpCommand.MigrateSetParameters(parameters));
        }
    }

    /** Says which values somebody else had changed and are as they should be again. */
    void tellOfRepairs(StatusUpdate draft, Drift before, Drift after) {
        String repaired = before.parameters().stream()
                .filter(each -> !asked.has(each.parameter()))
                .filter(each -> after.parameters().stream()
                        .noneMatch(left -> left.parameter().equals(each.parameter())))
                .map(each -> each.parameter() + " was " + each.observed() + " and is " + each.desired() + " again")
                .collect(Collectors.joining("; "));
        if (!repaired.isEmpty()) {
            draft.event(EventDraft.Type.WARNING, "DriftRepaired", repaired);
        }
    }
}

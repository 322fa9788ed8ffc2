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
import dev.outset.reconcile.verify.Verifier;
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
 * The changes that one reconciliation sends over QMP: requested settings that this boot has not received yet, and
 * repairs of drift if the definition asks for them.
 *
 * @param capabilities the capabilities to set
 * @param parameters the parameters to set
 * @param requested the parameters that follow from a change of the definition; the others are repairs
 */
record ParameterUpdate(
        Map<MigrationCapability, Boolean> capabilities, MigrationParameters parameters, MigrationParameters requested) {

    static ParameterUpdate of(Pass pass, DesiredState wanted, Verifier verifier, Drift drift) {
        MigrationParameters requested = verifier.unsent(pass.lastResult(), pass.isTrue(ConditionType.APPLIED));
        for (ObservedParameter each : drift.parameters()) {
            ParameterValue below = each.desired();
            if (below != null && isNoLongerRequested(wanted, each)) {
                requested = requested.with(each.parameter(), below);
            }
        }
        return new ParameterUpdate(
                capabilities(pass, wanted, drift), parameters(pass, wanted, verifier, requested, drift), requested);
    }

    /** Returns whether the definition no longer names a parameter. */
    private static boolean isNoLongerRequested(DesiredState wanted, ObservedParameter parameter) {
        EffectiveValue effective = wanted.plan().effective().get(parameter.parameter());
        return effective != null && !effective.requested();
    }

    /** Returns whether a change of the definition waits for the next boot. */
    static boolean awaitsRestart(Pass pass) {
        return pass.isTrue(ConditionType.RESTART_REQUIRED);
    }

    static boolean repairs(DesiredState wanted) {
        return wanted.spec().migration().onDrift() == MigrationSpec.OnDrift.REPAIR;
    }

    private static Map<MigrationCapability, Boolean> capabilities(Pass pass, DesiredState wanted, Drift drift) {
        boolean appliedBefore = pass.isTrueNow(ConditionType.APPLIED);
        Map<MigrationCapability, Boolean> overQmp = wanted.plan().capabilitiesOverQmp();
        Map<MigrationCapability, Boolean> toSend = new LinkedHashMap<>();
        drift.capabilities().forEach((capability, on) -> {
            boolean isRequested = overQmp.containsKey(capability) && !appliedBefore;
            if (isRequested || (repairs(wanted) && (overQmp.containsKey(capability) || !awaitsRestart(pass)))) {
                toSend.put(capability, on);
            }
        });
        return toSend;
    }

    private static MigrationParameters parameters(
            Pass pass, DesiredState wanted, Verifier verifier, MigrationParameters requested, Drift drift) {
        MigrationParameters toSend = requested;
        if (!repairs(wanted)) {
            return toSend;
        }
        for (ObservedParameter each : drift.parameters()) {
            ParameterValue desired = each.desired();
            // A changed command-line setting waits for the next boot.
            boolean waits = awaitsRestart(pass)
                    && !verifier.isDeliveredOverQmp(each.parameter())
                    && !Drift.isSame(Verifier.bootValue(each), desired);
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

    /** Returns the names of the changed settings whose old value QEMU has already acted on. */
    List<String> lateNames(DesiredState wanted, BootProgress progress) {
        Stream<String> late = wanted.catalogue().capabilities().stream()
                .filter(spec -> capabilities.containsKey(spec.capability()) && progress.hasPassed(spec.readAt()))
                .map(CapabilitySpec::name);
        return Stream.concat(
                        late,
                        wanted.catalogue().parameters().stream()
                                .filter(spec -> parameters.has(spec.parameter()) && progress.hasPassed(spec.readAt()))
                                .map(ParameterSpec::name))
                .toList();
    }

    boolean isEmpty() {
        return capabilities.isEmpty() && parameters.isEmpty();
    }

    /**
     * Sends the changes: capabilities first, since the checks of parameters depend on them.
     *
     * @throws dev.outset.qmp.QmpRefusedException if QEMU refuses a change
     */
    void sendTo(QmpClient client) {
        if (!capabilities.isEmpty()) {
            client.execute(new QmpCommand.MigrateSetCapabilities(capabilities));
        }
        if (!parameters.isEmpty()) {
            client.execute(new QmpCommand.MigrateSetParameters(parameters));
        }
    }

    /** Returns the event with the values that another client had changed and that were restored. */
    Changes repairs(Drift before, Drift after) {
        String repaired = before.parameters().stream()
                .filter(each -> !requested.has(each.parameter()))
                .filter(each -> after.parameters().stream()
                        .noneMatch(remaining -> remaining.parameter().equals(each.parameter())))
                .map(each -> each.parameter() + " was " + each.observed() + " and is " + each.desired() + " again")
                .collect(Collectors.joining("; "));
        return repaired.isEmpty()
                ? Changes.none()
                : Changes.none().event(EventDraft.Type.WARNING, "DriftRepaired", repaired);
    }
}

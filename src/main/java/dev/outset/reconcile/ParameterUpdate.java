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
import dev.outset.reconcile.verify.VerificationResult;
import dev.outset.reconcile.verify.Verifier;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import dev.outset.store.event.EventDraft;
import dev.outset.vm.MigrationSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The changes that one reconciliation sends over QMP: requested settings that this boot has not received yet, and
 * repairs of drift if the definition asks for them.
 *
 * @param capabilities the capabilities to set
 * @param parameters the parameters to set
 * @param requested the parameters that follow from a change of the definition; the others are repairs
 * @param requestedCapabilities the capabilities that follow from a change of the definition; the others are repairs
 */
record ParameterUpdate(
        Map<MigrationCapability, Boolean> capabilities,
        MigrationParameters parameters,
        MigrationParameters requested,
        Set<MigrationCapability> requestedCapabilities) {

    static ParameterUpdate of(Pass pass, DesiredState wanted, Verifier verifier, Drift drift) {
        MigrationParameters requested = verifier.unsent(pass.lastResult(), pass.isTrue(ConditionType.APPLIED));
        for (ObservedParameter each : drift.parameters()) {
            ParameterValue below = each.desired();
            if (below != null && isNoLongerRequested(wanted, each)) {
                requested = requested.with(each.parameter(), below);
            }
        }
        return new ParameterUpdate(
                capabilities(pass, wanted, drift),
                parameters(pass, wanted, verifier, requested, drift),
                requested,
                requestedCapabilities(pass, wanted));
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
        Set<MigrationCapability> requested = requestedCapabilities(pass, wanted);
        Map<MigrationCapability, Boolean> overQmp = wanted.plan().capabilitiesOverQmp();
        Map<MigrationCapability, Boolean> toSend = new LinkedHashMap<>();
        drift.capabilities().forEach((capability, on) -> {
            if (requested.contains(capability)
                    || (repairs(wanted) && (overQmp.containsKey(capability) || !awaitsRestart(pass)))) {
                toSend.put(capability, on);
            }
        });
        return toSend;
    }

    /** Returns the capabilities that QEMU has not accepted yet for the current definition. */
    private static Set<MigrationCapability> requestedCapabilities(Pass pass, DesiredState wanted) {
        return pass.isTrueNow(ConditionType.APPLIED)
                ? Set.of()
                : wanted.plan().capabilitiesOverQmp().keySet();
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

    /**
     * Returns the events with the settings that have another value than before: those that the definition requests, and
     * those that another client had changed and that were restored. The first application of a boot is not reported.
     */
    Changes events(Pass pass, VerificationResult before, VerificationResult after) {
        List<String> changed = new ArrayList<>();
        List<String> repaired = new ArrayList<>();
        for (ObservedParameter is : after.parameters()) {
            ObservedParameter was = before.parameter(is.parameter());
            if (was != null && parameters.has(is.parameter()) && !Drift.isSame(was.observed(), is.observed())) {
                (requested.has(is.parameter()) ? changed : repaired)
                        .add(is.parameter() + " was " + Drift.text(was.observed()) + " and is "
                                + Drift.text(is.observed()));
            }
        }
        for (ObservedCapability is : after.capabilities()) {
            boolean on = Boolean.TRUE.equals(is.observed());
            ObservedCapability was = before.capability(is.capability());
            boolean wasOn = was != null && Boolean.TRUE.equals(was.observed());
            if (capabilities.containsKey(is.capability()) && wasOn != on) {
                (requestedCapabilities.contains(is.capability()) ? changed : repaired)
                        .add("capability " + is.capability() + " was " + state(wasOn) + " and is " + state(on));
            }
        }
        Changes requests = pass.lastResult().isEmpty()
                ? Changes.none()
                : event(EventDraft.Type.NORMAL, "SettingsChanged", changed, "");
        return requests.with(event(EventDraft.Type.WARNING, "DriftRepaired", repaired, " again"));
    }

    private static String state(boolean on) {
        return on ? "on" : "off";
    }

    private static Changes event(EventDraft.Type type, String reason, List<String> settings, String suffix) {
        return settings.isEmpty()
                ? Changes.none()
                : Changes.none()
                        .event(
                                type,
                                reason,
                                settings.stream().map(each -> each + suffix).collect(Collectors.joining("; ")));
    }
}

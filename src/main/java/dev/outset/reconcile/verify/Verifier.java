package dev.outset.reconcile.verify;

import static dev.outset.reconcile.verify.Drift.isSame;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.BootStep;
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import dev.outset.status.ObservedParameter.LayerValue;
import dev.outset.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the settings that were read from QEMU: their value, the layer that it comes from, and the step at which it
 * came into force. A verdict of an earlier reconciliation of the same boot remains valid while the value is unchanged.
 * The first query of a boot, before any change, shows the values with which the migration object was created. A value
 * that has changed since then came into force only now, and is too late if QEMU has acted on the old one. A parameter
 * that was set over QMP and that the definition no longer names must return to the value of the layers below.
 */
public final class Verifier {

    private final DesiredState wanted;

    private final BootProgress progress;

    private final boolean current;

    private final Set<MigrationParameter> overQmp;

    private final Map<MigrationCapability, Boolean> atObject;

    /**
     * Creates a verifier for one boot.
     *
     * @param wanted the desired state
     * @param progress the steps that QEMU has passed
     * @param current whether QEMU runs with the command line of the definition
     */
    public Verifier(DesiredState wanted, BootProgress progress, boolean current) {
        this.wanted = wanted;
        this.progress = progress;
        this.current = current;
        this.overQmp = wanted.plan().parametersOverQmp().names();
        this.atObject = wanted.plan().capabilitiesAtObjectCreation(wanted.catalogue());
    }

    /** Returns whether a parameter is delivered over QMP because it is requested, and not only as a repair. */
    public boolean isDeliveredOverQmp(MigrationParameter parameter) {
        return overQmp.contains(parameter);
    }

    /**
     * Returns the requested parameters that were not sent to this boot with their value.
     *
     * @param before the last verification result of this boot; empty before the first one
     * @param appliedBefore whether QEMU accepted the last changes
     */
    public MigrationParameters unsent(VerificationResult before, boolean appliedBefore) {
        MigrationParameters unsent = MigrationParameters.none();
        for (Map.Entry<MigrationParameter, ParameterValue> entry :
                wanted.plan().parametersOverQmp().values().entrySet()) {
            ObservedParameter known = before.parameter(entry.getKey());
            if (!appliedBefore || known == null || !isSame(known.desired(), entry.getValue())) {
                unsent = unsent.with(entry.getKey(), entry.getValue());
            }
        }
        return unsent;
    }

    /**
     * Verifies all parameters of the release and the capabilities that are requested or were on, in catalogue order.
     *
     * @param before the last verification result of this boot; empty before the first one
     * @param observation the settings that QEMU reports
     * @param sent the parameters that this reconciliation has set before
     */
    public VerificationResult verify(VerificationResult before, Observation observation, MigrationParameters sent) {
        List<ObservedParameter> parameters = new ArrayList<>();
        for (ParameterSpec spec : wanted.catalogue().parameters()) {
            EffectiveValue effective = wanted.plan().effective().get(spec.parameter());
            if (effective != null) {
                parameters.add(verify(spec, effective, observation.parameters().get(spec.parameter()), sent, before));
            }
        }
        List<ObservedCapability> capabilities = new ArrayList<>();
        for (CapabilitySpec spec : wanted.catalogue().capabilities()) {
            verify(spec, observation.capabilities().get(spec.capability()), before)
                    .ifPresent(capabilities::add);
        }
        return new VerificationResult(parameters, capabilities);
    }

    private ObservedParameter verify(
            ParameterSpec spec,
            EffectiveValue effective,
            @Nullable ParameterValue observed,
            MigrationParameters sent,
            VerificationResult before) {
        ObservedParameter known = before.parameter(spec.parameter());
        ParameterValue desired = effective.requested() ? effective.value() : valueBelow(spec, known, observed);
        if (observed == null && (spec.reported() || !effective.requested())) {
            Verdict verdict = effective.requested() ? Verdict.NOT_READABLE : Verdict.NOT_REQUESTED;
            return new ObservedParameter(spec.parameter(), desired, null, null, List.of(), null, verdict);
        }
        boolean unchanged = known != null && isSame(known.observed(), observed);
        if (known != null && unchanged && isStillValid(known.verdict(), isSame(known.desired(), desired))) {
            if (!sent.has(spec.parameter()) || known.layer() == ParameterLayer.QMP) {
                return known;
            }
        }
        boolean asCreated = before.isEmpty() && isSame(effective.atObject(), observed);
        BootStep since = since(spec.readAt(), unchanged, known == null ? null : known.appliedAtStep(), asCreated);
        boolean fromStart = since == BootStep.MIGRATION_OBJECT_CREATED
                && !sent.has(spec.parameter())
                && (known == null || known.layer() != ParameterLayer.QMP);
        List<LayerValue> layers = layers(effective, known, asCreated);
        ParameterLayer layer = !fromStart
                ? ParameterLayer.QMP
                : layers.isEmpty() ? null : layers.removeFirst().layer();
        return new ObservedParameter(
                spec.parameter(),
                desired,
                observed,
                layer,
                layers,
                since,
                effective.requested()
                        ? verdict(isSame(effective.value(), observed), spec.readAt(), since, !unchanged)
                        : desired == null ? Verdict.NOT_REQUESTED : Verdict.DIFFERS);
    }

    /** Verifies a capability; empty if it is not requested and has been off since the migration object was created. */
    private Optional<ObservedCapability> verify(
            CapabilitySpec spec, @Nullable Boolean observed, VerificationResult before) {
        Boolean desired = wanted.spec().migration().capabilities().get(spec.capability());
        if (observed == null) {
            return desired == null
                    ? Optional.empty()
                    : Optional.of(new ObservedCapability(spec.capability(), desired, null, null, Verdict.DIFFERS));
        }
        boolean first = before.isEmpty();
        ObservedCapability known = before.capability(spec.capability());
        boolean unchanged = !first && observed.equals(known == null ? Boolean.FALSE : known.observed());
        if (known != null && unchanged && isStillValid(known.verdict(), Objects.equals(known.desired(), desired))) {
            return Optional.of(known);
        }
        boolean asCreated = first && observed.equals(atObject.getOrDefault(spec.capability(), false));
        BootStep since = since(spec.readAt(), unchanged, known == null ? null : known.appliedAtStep(), asCreated);
        if (desired == null && !observed && since == BootStep.MIGRATION_OBJECT_CREATED) {
            return Optional.empty();
        }
        Verdict verdict = desired == null
                ? Verdict.NOT_REQUESTED
                : verdict(desired.equals(observed), spec.readAt(), since, !unchanged);
        return Optional.of(new ObservedCapability(spec.capability(), desired, observed, since, verdict));
    }

    /** Returns the last step that QEMU had passed when a value came into force. */
    private BootStep since(ReadMoments readAt, boolean unchanged, @Nullable BootStep known, boolean asCreated) {
        if (unchanged) {
            return known == null ? BootStep.MIGRATION_OBJECT_CREATED : known;
        }
        return asCreated ? BootStep.MIGRATION_OBJECT_CREATED : progress.step(readAt);
    }

    private Verdict verdict(boolean asWanted, ReadMoments readAt, BootStep since, boolean changed) {
        if (!asWanted) {
            return Verdict.DIFFERS;
        }
        return progress.isLate(readAt, since, changed) ? Verdict.TOO_LATE : Verdict.VERIFIED;
    }

    private static boolean isStillValid(Verdict verdict, boolean sameRequest) {
        return sameRequest && verdict != Verdict.DIFFERS;
    }

    /**
     * Returns the value to which a parameter must return that the definition no longer names; null if there is nothing
     * to do.
     */
    private static @Nullable ParameterValue valueBelow(
            ParameterSpec spec, @Nullable ObservedParameter known, @Nullable ParameterValue observed) {
        if (known == null || known.desired() == null || known.layer() != ParameterLayer.QMP || spec.setIgnored()) {
            return null;
        }
        ParameterValue below = bootValue(known);
        return isSame(below, observed) ? null : below;
    }

    /**
     * Returns the value that a parameter had after the start, as far as this boot has shown it; null if it is unset or
     * unknown.
     */
    public static @Nullable ParameterValue bootValue(ObservedParameter parameter) {
        if (parameter.layer() != ParameterLayer.QMP) {
            return parameter.observed();
        }
        return parameter.overridden().isEmpty()
                ? null
                : parameter.overridden().getFirst().value();
    }

    /**
     * Returns the layers that gave a parameter its value, highest first. The first query takes them from the plan;
     * later ones keep them, since a change of the definition does not change the layers of a running QEMU.
     */
    private List<LayerValue> layers(EffectiveValue effective, @Nullable ObservedParameter known, boolean asPlanned) {
        List<LayerValue> layers = new ArrayList<>();
        if (known != null && known.layer() != null) {
            if (known.layer() != ParameterLayer.QMP) {
                layers.add(new LayerValue(known.layer(), known.observed()));
            }
            layers.addAll(known.overridden());
        } else if (current || asPlanned) {
            if (effective.layer() != ParameterLayer.QMP) {
                layers.add(new LayerValue(effective.layer(), effective.value()));
            }
            effective.overridden().forEach(each -> layers.add(new LayerValue(each.layer(), each.value())));
        }
        return layers;
    }
}

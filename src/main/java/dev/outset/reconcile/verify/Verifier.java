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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges what was read back: the value, the layer it comes from, and the step at which it came into force. What an
 * earlier pass over the same boot has proved stays proved while the value stays; the first reading of a boot, before
 * anything is sent, proves what was in force when the migration object was created. A value that has changed since came
 * into force only now, and is too late if QEMU has acted on the old one. A parameter that the definition names no more,
 * and that was set over QMP, is to go back to what the layers below gave it.
 */
public final class Verifier {

    private final DesiredState wanted;

    private final boolean first;

    private final Map<MigrationParameter, ObservedParameter> parametersBefore;

    private final Map<MigrationCapability, ObservedCapability> capabilitiesBefore;

    private final BootProgress elapsed;

    private final boolean current;

    private final boolean verified;

    private final Set<MigrationParameter> overQmp;

    private final Map<MigrationCapability, Boolean> atObject;

    /**
     * For one boot.
     *
     * @param wanted what is wanted
     * @param before what the last pass over this boot has found; empty at the first
     * @param elapsed which steps are behind its QEMU
     * @param current whether QEMU runs with the command line of the definition
     * @param verified whether the last pass has verified this definition
     */
    public Verifier(
            DesiredState wanted, VerificationResult before, BootProgress elapsed, boolean current, boolean verified) {
        this.wanted = wanted;
        this.first = before.isEmpty();
        this.parametersBefore = before.parameters().stream()
                .collect(Collectors.toMap(ObservedParameter::parameter, Function.identity()));
        this.capabilitiesBefore = before.capabilities().stream()
                .collect(Collectors.toMap(ObservedCapability::capability, Function.identity()));
        this.elapsed = elapsed;
        this.current = current;
        this.verified = verified;
        this.overQmp = wanted.plan().parametersOverQmp().names();
        this.atObject = wanted.plan().capabilitiesAtObject(wanted.catalogue());
    }

    /** Whether a parameter travels over QMP, by wish and not only as a repair. */
    public boolean travelsOverQmp(MigrationParameter parameter) {
        return overQmp.contains(parameter);
    }

    /**
     * What has never been sent to this boot with this value.
     *
     * @param appliedBefore whether QEMU has accepted what was sent to it last
     */
    public MigrationParameters unsent(boolean appliedBefore) {
        MigrationParameters unsent = MigrationParameters.none();
        for (Map.Entry<MigrationParameter, ParameterValue> entry :
                wanted.plan().parametersOverQmp().values().entrySet()) {
            ObservedParameter known = parametersBefore.get(entry.getKey());
            if (!appliedBefore || known == null || !isSame(known.desired(), entry.getValue())) {
                unsent = unsent.with(entry.getKey(), entry.getValue());
            }
        }
        return unsent;
    }

    /**
     * Judges every parameter of the release and the capabilities that are wanted or were on, in catalogue order.
     *
     * @param observation what was read back
     * @param sent what this pass has set before
     */
    public VerificationResult judge(Observation observation, MigrationParameters sent) {
        List<ObservedParameter> parameters = new ArrayList<>();
        for (ParameterSpec spec : wanted.catalogue().parameters()) {
            EffectiveValue effective = wanted.plan().effective().get(spec.parameter());
            if (effective != null) {
                parameters.add(judge(spec, effective, observation.parameters().get(spec.parameter()), sent));
            }
        }
        List<ObservedCapability> capabilities = new ArrayList<>();
        for (CapabilitySpec spec : wanted.catalogue().capabilities()) {
            judge(spec, observation.capabilities().get(spec.capability())).ifPresent(capabilities::add);
        }
        return new VerificationResult(parameters, capabilities);
    }

    private ObservedParameter judge(
            ParameterSpec spec, EffectiveValue effective, @Nullable ParameterValue observed, MigrationParameters sent) {
        ObservedParameter known = parametersBefore.get(spec.parameter());
        ParameterValue desired = effective.requested() ? effective.value() : left(spec, known, observed);
        if (observed == null && (spec.reported() || !effective.requested())) {
            Verdict verdict = effective.requested() ? Verdict.NOT_READABLE : Verdict.NOT_REQUESTED;
            return new ObservedParameter(spec.parameter(), desired, null, null, List.of(), null, verdict);
        }
        boolean unchanged = known != null && isSame(known.observed(), observed);
        if (known != null && unchanged && isProved(known.verdict(), isSame(known.desired(), desired))) {
            if (!sent.has(spec.parameter()) || known.layer() == ParameterLayer.QMP) {
                return known;
            }
        }
        boolean asCreated = first && isSame(effective.atObject(), observed);
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

    /** Empty for one that is not wanted and has been off since the migration object was created. */
    private Optional<ObservedCapability> judge(CapabilitySpec spec, @Nullable Boolean observed) {
        Boolean desired = wanted.spec().migration().capabilities().get(spec.capability());
        if (observed == null) {
            return desired == null
                    ? Optional.empty()
                    : Optional.of(new ObservedCapability(spec.capability(), desired, null, null, Verdict.DIFFERS));
        }
        ObservedCapability known = capabilitiesBefore.get(spec.capability());
        boolean unknown = known == null && (first || isVerifiedBefore(desired));
        Boolean before = known == null ? Boolean.FALSE : known.observed();
        boolean unchanged = !unknown && observed.equals(before);
        if (known != null && unchanged && isProved(known.verdict(), Objects.equals(known.desired(), desired))) {
            return Optional.of(known);
        }
        boolean asCreated = unknown && observed.equals(atObject.getOrDefault(spec.capability(), false));
        BootStep since = !first && unknown && !asCreated
                ? BootStep.MONITOR_READY
                : since(spec.readAt(), unchanged, known == null ? null : known.appliedAtStep(), asCreated);
        if (desired == null && !observed && since == BootStep.MIGRATION_OBJECT_CREATED) {
            return Optional.empty();
        }
        Verdict verdict = desired == null
                ? Verdict.NOT_REQUESTED
                : verdict(desired.equals(observed), spec.readAt(), since, !unchanged);
        return Optional.of(new ObservedCapability(spec.capability(), desired, observed, since, verdict));
    }

    /** Whether an earlier version of this service, which kept no capabilities, has found a wanted one in force. */
    private boolean isVerifiedBefore(@Nullable Boolean desired) {
        return desired != null && verified;
    }

    /** The last step that was behind QEMU when a value came into force. */
    private BootStep since(ReadMoments readAt, boolean unchanged, @Nullable BootStep known, boolean asCreated) {
        if (unchanged) {
            return known == null ? BootStep.MIGRATION_OBJECT_CREATED : known;
        }
        return asCreated ? BootStep.MIGRATION_OBJECT_CREATED : elapsed.step(readAt);
    }

    private Verdict verdict(boolean asWanted, ReadMoments readAt, BootStep since, boolean changed) {
        if (!asWanted) {
            return Verdict.DIFFERS;
        }
        return elapsed.isLate(readAt, since, changed) ? Verdict.TOO_LATE : Verdict.VERIFIED;
    }

    private static boolean isProved(Verdict verdict, boolean sameWish) {
        return sameWish && verdict != Verdict.DIFFERS;
    }

    /** What a parameter goes back to that the definition has named and names no more; null when there is nothing to do. */
    private static @Nullable ParameterValue left(
            ParameterSpec spec, @Nullable ObservedParameter known, @Nullable ParameterValue observed) {
        if (known == null || known.desired() == null || known.layer() != ParameterLayer.QMP || spec.setIgnored()) {
            return null;
        }
        ParameterValue below = fromStart(known);
        return isSame(below, observed) ? null : below;
    }

    /** The value that the start gave a parameter, as far as this boot has shown it. */
    public static @Nullable ParameterValue fromStart(ObservedParameter parameter) {
        if (parameter.layer() != ParameterLayer.QMP) {
            return parameter.observed();
        }
        return parameter.overridden().isEmpty()
                ? null
                : parameter.overridden().getFirst().value();
    }

    /**
     * What has given a parameter its value up to now, highest first. The first reading takes it from the plan; later ones
     * keep what was found, since another definition changes nothing in a QEMU that has started.
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

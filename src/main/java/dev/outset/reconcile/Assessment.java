package dev.outset.reconcile;

import static dev.outset.reconcile.ParameterDrift.isSame;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.EffectiveValue;
import dev.outset.delivery.Listening;
import dev.outset.migration.MigrationParameter;
import dev.outset.migration.MigrationParameters;
import dev.outset.migration.ParameterLayer;
import dev.outset.migration.ParameterValue;
import dev.outset.migration.ReadMoment;
import dev.outset.qemu.BootStep;
import dev.outset.status.ObservedParameter;
import dev.outset.status.ObservedParameter.LayerValue;
import dev.outset.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges what was read back: the value, the layer it comes from, and the step at which it came into force. What an
 * earlier pass over the same boot has proved stays proved while the value stays; the first reading of a boot, before
 * anything is sent, proves what was in force when the migration object was created. A parameter that the definition names
 * no more, and that was set over QMP, is to go back to what the layers below gave it.
 */
final class Assessment {

    private final Wanted wanted;

    private final Map<MigrationParameter, ObservedParameter> before;

    private final boolean listens;

    private final boolean current;

    private final Set<MigrationParameter> overQmp;

    private final Set<MigrationParameter> atAnyTime;

    /**
     * For one boot.
     *
     * @param wanted what is wanted
     * @param before what the last pass over this boot has found; empty at the first
     * @param listens whether the incoming migration listens already
     * @param current whether QEMU runs with the command line of the definition
     */
    Assessment(Wanted wanted, List<ObservedParameter> before, boolean listens, boolean current) {
        this.wanted = wanted;
        this.before = before.stream().collect(Collectors.toMap(ObservedParameter::parameter, Function.identity()));
        this.current = current;
        this.listens = listens || wanted.plan().listening() instanceof Listening.FromCommandLine;
        this.overQmp = settings().map(Delivery.QmpParameter::parameter).collect(Collectors.toUnmodifiableSet());
        this.atAnyTime = settings()
                .filter(setting -> setting.timing() == Delivery.Timing.ANY_TIME)
                .map(Delivery.QmpParameter::parameter)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Stream<Delivery.QmpParameter> settings() {
        return wanted.plan().deliveries().stream()
                .filter(Delivery.QmpParameter.class::isInstance)
                .map(Delivery.QmpParameter.class::cast);
    }

    /** Whether a parameter travels over QMP, by wish and not only as a repair. */
    boolean travelsOverQmp(MigrationParameter parameter) {
        return overQmp.contains(parameter);
    }

    /**
     * What has never been sent to this boot with this value.
     *
     * @param appliedBefore whether QEMU has accepted what was sent to it last
     */
    MigrationParameters unsent(boolean appliedBefore) {
        MigrationParameters unsent = MigrationParameters.none();
        for (Map.Entry<MigrationParameter, ParameterValue> entry :
                wanted.plan().parametersOverQmp().values().entrySet()) {
            ObservedParameter known = before.get(entry.getKey());
            if (!appliedBefore || known == null || !isSame(known.desired(), entry.getValue())) {
                unsent = unsent.with(entry.getKey(), entry.getValue());
            }
        }
        return unsent;
    }

    /**
     * Judges every parameter of the release, in catalogue order.
     *
     * @param observation what was read back
     * @param sent what this pass has set before
     */
    List<ObservedParameter> judge(Observation observation, MigrationParameters sent) {
        List<ObservedParameter> judged = new ArrayList<>();
        for (ParameterSpec spec : wanted.catalogue().parameters()) {
            EffectiveValue effective = wanted.plan().effective().get(spec.parameter());
            if (effective != null) {
                judged.add(judge(spec, effective, observation.parameters().get(spec.parameter()), sent));
            }
        }
        return judged;
    }

    private ObservedParameter judge(
            ParameterSpec spec, EffectiveValue effective, @Nullable ParameterValue observed, MigrationParameters sent) {
        ObservedParameter known = before.get(spec.parameter());
        ParameterValue desired = effective.requested() ? effective.value() : left(spec, known, observed);
        if (observed == null && (spec.reported() || !effective.requested())) {
            Verdict verdict = effective.requested() ? Verdict.NOT_READABLE : Verdict.NOT_REQUESTED;
            return new ObservedParameter(spec.parameter(), desired, null, null, List.of(), null, verdict);
        }
        if (known != null && !sent.has(spec.parameter()) && isProved(known, desired, observed)) {
            return known;
        }
        boolean sinceObject = before.isEmpty() && !sent.has(spec.parameter()) && isSame(effective.atObject(), observed);
        boolean inTime = sinceObject || keptSinceObject(known, observed, sent);
        List<LayerValue> layers = layers(effective, known, sinceObject);
        return new ObservedParameter(
                spec.parameter(),
                desired,
                observed,
                inTime ? layers.removeFirst().layer() : ParameterLayer.QMP,
                layers,
                inTime ? BootStep.MIGRATION_OBJECT_CREATED : BootStep.MONITOR_READY,
                effective.requested()
                        ? verdict(spec, effective, observed, inTime)
                        : desired == null ? Verdict.NOT_REQUESTED : Verdict.DIFFERS);
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
    static @Nullable ParameterValue fromStart(ObservedParameter parameter) {
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

    private static boolean isProved(
            ObservedParameter known, @Nullable ParameterValue desired, @Nullable ParameterValue observed) {
        return known.verdict() != Verdict.DIFFERS
                && isSame(known.observed(), observed)
                && isSame(known.desired(), desired);
    }

    /** Whether a value whose wish has changed is the one that was proved to be in force from the start. */
    private static boolean keptSinceObject(
            @Nullable ObservedParameter known, @Nullable ParameterValue observed, MigrationParameters sent) {
        return known != null
                && !sent.has(known.parameter())
                && known.appliedAtStep() == BootStep.MIGRATION_OBJECT_CREATED
                && isSame(known.observed(), observed);
    }

    private Verdict verdict(
            ParameterSpec spec, EffectiveValue effective, @Nullable ParameterValue observed, boolean sinceObject) {
        if (!isSame(effective.value(), observed)) {
            return Verdict.DIFFERS;
        }
        return sinceObject || !isTooLate(spec) ? Verdict.VERIFIED : Verdict.TOO_LATE;
    }

    /** Whether QEMU has acted on the old value of a parameter that was to be in time. */
    private boolean isTooLate(ParameterSpec spec) {
        if (atAnyTime.contains(spec.parameter())) {
            return false;
        }
        return spec.readAt() == ReadMoment.BOOT || (spec.readAt() == ReadMoment.INCOMING && listens);
    }
}

package dev.outset.reconcile.verify;

import static dev.outset.reconcile.verify.Drift.isSame;

import dev.outset.catalogue.SettingSpec;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoments;
import dev.outset.parameters.SettingKind;
import dev.outset.qemu.BootStep;
import dev.outset.status.ObservedSetting;
import dev.outset.status.ObservedSetting.LayerValue;
import dev.outset.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the settings that were read from QEMU: their value, the layer that it comes from, and the step at which it
 * came into force. A verdict of an earlier reconciliation of the same boot remains valid while the value is unchanged.
 * The first query of a boot, before any change, shows the values with which the migration object was created. A value
 * that has changed since then came into force only now, and is too late if QEMU has acted on the old one. A setting
 * that was set over QMP and that the definition no longer names must return to the value of the layers below.
 */
public final class Verifier {

    private static final ParameterValue OFF = new ParameterValue.Bool(false);

    private final DesiredState wanted;

    private final BootProgress progress;

    private final boolean current;

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
    }

    /**
     * Verifies all parameters of the release and the capabilities that are requested or were on, in catalogue order.
     *
     * @param before the last verification result of this boot; empty before the first one
     * @param observation the settings that QEMU reports
     * @param sent the settings that this reconciliation has set before
     */
    public VerificationResult verify(VerificationResult before, Observation observation, SettingValues sent) {
        List<ObservedSetting> settings = new ArrayList<>();
        wanted.catalogue().settings().forEach(spec -> {
            EffectiveValue effective = wanted.plan().effective(spec);
            if (effective != null) {
                settings.add(verify(spec, effective, observation.value(spec), sent.has(spec), before));
            }
        });
        settings.removeIf(Verifier::isUnusedCapability);
        return new VerificationResult(settings);
    }

    private ObservedSetting verify(
            SettingSpec spec,
            EffectiveValue effective,
            @Nullable ParameterValue observed,
            boolean sent,
            VerificationResult before) {
        ObservedSetting known = known(spec, before);
        ParameterValue desired = effective.requested() ? effective.value() : valueBelow(spec, known, observed);
        if (observed == null && (spec.reported() || !effective.requested())) {
            Verdict verdict = effective.requested() ? Verdict.NOT_READABLE : Verdict.NOT_REQUESTED;
            return setting(spec, desired, null, null, List.of(), null, verdict);
        }
        boolean unchanged = known != null && isSame(known.observed(), observed);
        if (known != null && unchanged && isStillValid(known.verdict(), isSame(known.desired(), desired))) {
            if (!sent || known.layer() == ParameterLayer.QMP) {
                return known;
            }
        }
        boolean asCreated = before.isEmpty() && isSame(effective.atObject(), observed);
        BootStep since = since(spec.readAt(), unchanged, known == null ? null : known.appliedAtStep(), asCreated);
        boolean fromStart = since == BootStep.MIGRATION_OBJECT_CREATED
                && !sent
                && (known == null || known.layer() != ParameterLayer.QMP);
        List<LayerValue> layers = layers(effective, known, asCreated);
        ParameterLayer layer = !fromStart
                ? ParameterLayer.QMP
                : layers.isEmpty() ? null : layers.removeFirst().layer();
        Verdict verdict = effective.requested()
                ? verdict(isSame(effective.value(), observed), spec.readAt(), since, !unchanged)
                : desired == null ? Verdict.NOT_REQUESTED : Verdict.DIFFERS;
        return setting(spec, desired, observed, layer, layers, since, verdict);
    }

    private static ObservedSetting setting(
            SettingSpec spec,
            @Nullable ParameterValue desired,
            @Nullable ParameterValue observed,
            @Nullable ParameterLayer layer,
            List<LayerValue> overridden,
            @Nullable BootStep since,
            Verdict verdict) {
        return new ObservedSetting(spec.kind(), spec.name(), desired, observed, layer, overridden, since, verdict);
    }

    /** Returns the last result for a setting; null before the first one. */
    private static @Nullable ObservedSetting known(SettingSpec spec, VerificationResult before) {
        ObservedSetting known = before.find(spec);
        return known == null && !before.isEmpty() && spec.kind() == SettingKind.CAPABILITY
                ? setting(
                        spec,
                        null,
                        OFF,
                        ParameterLayer.DEFAULT,
                        List.of(),
                        BootStep.MIGRATION_OBJECT_CREATED,
                        Verdict.NOT_REQUESTED)
                : known;
    }

    /** Returns whether a capability is not requested and was never on; it is omitted from the result. */
    private static boolean isUnusedCapability(ObservedSetting setting) {
        return setting.kind() == SettingKind.CAPABILITY
                && setting.desired() == null
                && (setting.observed() == null || setting.observed().equals(OFF))
                && (setting.appliedAtStep() == null || setting.appliedAtStep() == BootStep.MIGRATION_OBJECT_CREATED);
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
     * Returns the value to which a setting must return that the definition no longer names; null if there is nothing to
     * do.
     */
    private static @Nullable ParameterValue valueBelow(
            SettingSpec spec, @Nullable ObservedSetting known, @Nullable ParameterValue observed) {
        if (known == null || known.desired() == null || known.layer() != ParameterLayer.QMP || spec.setIgnored()) {
            return null;
        }
        ParameterValue below = bootValue(known);
        return isSame(below, observed) ? null : below;
    }

    /**
     * Returns the value that a setting had after the start, as far as this boot has shown it; null if it is unset or
     * unknown.
     */
    public static @Nullable ParameterValue bootValue(ObservedSetting setting) {
        if (setting.layer() != ParameterLayer.QMP) {
            return setting.observed();
        }
        return setting.overridden().isEmpty()
                ? null
                : setting.overridden().getFirst().value();
    }

    /**
     * Returns the layers that gave a setting its value, highest first. The first query takes them from the plan; later
     * ones keep them, since a change of the definition does not change the layers of a running QEMU.
     */
    private List<LayerValue> layers(EffectiveValue effective, @Nullable ObservedSetting known, boolean asPlanned) {
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

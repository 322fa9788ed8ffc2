package dev.outset.reconcile;

import dev.outset.catalogue.SettingSpec;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.SettingKind;
import dev.outset.qmp.QmpClient;
import dev.outset.reconcile.verify.BootProgress;
import dev.outset.reconcile.verify.DesiredState;
import dev.outset.reconcile.verify.Drift;
import dev.outset.reconcile.verify.SettingValues;
import dev.outset.reconcile.verify.VerificationResult;
import dev.outset.reconcile.verify.Verifier;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import dev.outset.store.event.EventDraft;
import dev.outset.vm.MigrationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters and capabilities that one reconciliation sets over QMP: requested settings that this boot has not
 * received yet, and repairs of drift if the definition asks for them.
 *
 * @param requested the settings that follow from a change of the definition, as observed before
 * @param repairs the settings that another client has changed, as observed before
 */
record SettingUpdate(List<ObservedSetting> requested, List<ObservedSetting> repairs) {

    /** Returns the settings to set after QEMU was found with these settings. */
    static SettingUpdate of(Pass pass, DesiredState wanted, VerificationResult found) {
        List<ObservedSetting> requested = new ArrayList<>();
        List<ObservedSetting> repairs = new ArrayList<>();
        wanted.catalogue().settings().forEach(spec -> {
            ObservedSetting setting = found.find(spec);
            EffectiveValue effective = wanted.plan().effective(spec);
            if (setting == null || setting.desired() == null || effective == null) {
                return;
            }
            if (isRequested(pass, spec, setting, effective)) {
                requested.add(setting);
            } else if (repairs(wanted) && isRepairable(pass, spec, setting, effective)) {
                repairs.add(setting);
            }
        });
        return new SettingUpdate(requested, repairs);
    }

    private static boolean isRequested(Pass pass, SettingSpec spec, ObservedSetting setting, EffectiveValue effective) {
        if (!effective.requested()) {
            return setting.verdict() == Verdict.DIFFERS;
        }
        // While it listens, QEMU may refuse a capability even if its state would stay the same.
        boolean isDue = setting.kind() == SettingKind.PARAMETER || !Drift.isSame(setting.observed(), setting.desired());
        return isDue && effective.layer() == ParameterLayer.QMP && isUnsent(pass, spec, setting);
    }

    /** Returns whether this boot has not accepted the requested value yet. */
    private static boolean isUnsent(Pass pass, SettingSpec spec, ObservedSetting setting) {
        ObservedSetting known = pass.lastResult().find(spec);
        return !pass.isTrue(ConditionType.APPLIED)
                || known == null
                || !Drift.isSame(known.desired(), setting.desired());
    }

    private static boolean isRepairable(
            Pass pass, SettingSpec spec, ObservedSetting setting, EffectiveValue effective) {
        // A changed command-line setting waits for the next boot.
        boolean waits = awaitsRestart(pass)
                && effective.layer() != ParameterLayer.QMP
                && !Drift.isSame(Verifier.bootValue(setting), setting.desired());
        return setting.verdict() == Verdict.DIFFERS && !waits && !spec.setIgnored();
    }

    /** Returns whether a change of the definition waits for the next boot. */
    static boolean awaitsRestart(Pass pass) {
        return pass.isTrue(ConditionType.RESTART_REQUIRED);
    }

    static boolean repairs(DesiredState wanted) {
        return wanted.spec().migration().onDrift() == MigrationSpec.OnDrift.REPAIR;
    }

    /** Returns the names of the changed settings whose old value QEMU has already acted on. */
    List<String> lateNames(DesiredState wanted, BootProgress progress) {
        SettingValues values = values();
        return wanted.catalogue()
                .settings()
                .filter(spec -> values.has(spec) && progress.hasPassed(spec.readAt()))
                .map(SettingSpec::name)
                .toList();
    }

    boolean isEmpty() {
        return requested.isEmpty() && repairs.isEmpty();
    }

    /** Returns the values to set. */
    SettingValues values() {
        return SettingValues.desired(
                Stream.concat(requested.stream(), repairs.stream()).toList());
    }

    /**
     * Sends the changes: capabilities first, since the checks of parameters depend on them.
     *
     * @throws dev.outset.qmp.QmpRefusedException if QEMU refuses a change
     */
    void sendTo(QmpClient client) {
        values().commands().forEach(client::execute);
    }

    /**
     * Returns the events with the settings that have another value than before: those that the definition requests, and
     * those that another client had changed and that were restored. The first settings of a boot are not a change.
     */
    Changes events(Pass pass, VerificationResult after) {
        Changes changed = pass.lastResult().isEmpty()
                ? Changes.none()
                : event(EventDraft.Type.NORMAL, "SettingsChanged", requested, after, "");
        return changed.with(event(EventDraft.Type.WARNING, "DriftRepaired", repairs, after, " again"));
    }

    private static Changes event(
            EventDraft.Type type,
            String reason,
            List<ObservedSetting> before,
            VerificationResult after,
            String suffix) {
        String changed = before.stream()
                .flatMap(was -> change(was, after).stream())
                .map(change -> change + suffix)
                .collect(Collectors.joining("; "));
        return changed.isEmpty() ? Changes.none() : Changes.none().event(type, reason, changed);
    }

    private static Optional<String> change(ObservedSetting was, VerificationResult after) {
        return Optional.ofNullable(after.find(was))
                .filter(is -> !Drift.isSame(was.observed(), is.observed()))
                .map(is -> was.label() + " was " + Drift.text(was.observed()) + " and is " + Drift.text(is.observed()));
    }
}

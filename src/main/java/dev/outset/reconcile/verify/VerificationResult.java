package dev.outset.reconcile.verify;

import dev.outset.catalogue.SettingSpec;
import dev.outset.parameters.SettingKind;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts on the settings that were read from a QEMU.
 *
 * @param settings every parameter of the release, the requested capabilities, and others that are or were on
 */
public record VerificationResult(List<ObservedSetting> settings) {

    public VerificationResult {
        settings = List.copyOf(settings);
    }

    /** Returns whether this boot has not been verified yet. */
    public boolean isEmpty() {
        return settings.isEmpty();
    }

    /** Returns the settings with a verdict. */
    Stream<ObservedSetting> having(Verdict verdict) {
        return settings.stream().filter(each -> each.verdict() == verdict);
    }

    /** Returns the verdict on a setting of the release; null if there is none. */
    public @Nullable ObservedSetting find(SettingSpec spec) {
        return find(spec.kind(), spec.name());
    }

    /** Returns the verdict of this result on the same setting; null if there is none. */
    public @Nullable ObservedSetting find(ObservedSetting setting) {
        return find(setting.kind(), setting.name());
    }

    private @Nullable ObservedSetting find(SettingKind kind, String name) {
        return settings.stream()
                .filter(each -> each.kind() == kind && each.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}

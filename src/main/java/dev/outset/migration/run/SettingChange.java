package dev.outset.migration.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.outset.binding.EnumLabels;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.ParameterValue;
import dev.outset.reconcile.verify.Drift;
import dev.outset.reconcile.verify.SettingValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a migration changed.
 *
 * @param side the side on which it was changed
 * @param kind parameter or capability
 * @param name QEMU's name
 * @param before its value before the migration; null if it was unset
 * @param during the value that was set
 * @param after its value after the previous settings were restored; null before, or if it was not read
 */
public record SettingChange(
        Side side,
        Kind kind,
        String name,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable ParameterValue before,
        ParameterValue during,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable ParameterValue after) {

    /** What was set. */
    public enum Kind {
        /** A migration parameter. */
        PARAMETER,
        /** A migration capability. */
        CAPABILITY;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * Returns the settings of a side that were changed.
     *
     * @param side the side
     * @param snapshot the side before the migration, and what was applied
     * @param after what was read after the previous settings were restored; null if nothing was
     */
    static List<SettingChange> of(Side side, Migration.Snapshot snapshot, @Nullable SettingValues after) {
        List<SettingChange> changes = new ArrayList<>();
        SettingValues before = snapshot.settings();
        SettingValues restored = Objects.requireNonNullElse(after, SettingValues.none());
        snapshot.applied()
                .capabilities()
                .forEach((capability, on) -> changes.add(new SettingChange(
                        side,
                        Kind.CAPABILITY,
                        capability.name(),
                        value(before.capabilities().get(capability)),
                        new ParameterValue.Bool(on),
                        value(restored.capabilities().get(capability)))));
        snapshot.applied()
                .parameters()
                .values()
                .forEach((parameter, value) -> changes.add(new SettingChange(
                        side,
                        Kind.PARAMETER,
                        parameter.name(),
                        before.parameters().get(parameter),
                        value,
                        restored.parameters().get(parameter))));
        changes.removeIf(change -> Drift.isSame(change.before(), change.during()));
        return changes;
    }

    private static @Nullable ParameterValue value(@Nullable Boolean on) {
        return on == null ? null : new ParameterValue.Bool(on);
    }
}

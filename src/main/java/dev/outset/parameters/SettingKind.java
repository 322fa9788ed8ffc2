package dev.outset.parameters;

import dev.outset.binding.EnumLabels;

/** The kind of a migration setting. */
public enum SettingKind {
    /** A {@link MigrationParameter}. */
    PARAMETER,
    /** A {@link MigrationCapability}. */
    CAPABILITY;

    /** The name used in JSON, metrics and texts. */
    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}

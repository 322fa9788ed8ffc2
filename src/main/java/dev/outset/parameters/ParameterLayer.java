package dev.outset.parameters;

import dev.outset.binding.EnumLabels;

/** The source of a parameter value; a later layer overrides an earlier one. */
public enum ParameterLayer {
    /** The property's default. */
    DEFAULT,
    /** A compat property of the accelerator. */
    ACCELERATOR_COMPAT,
    /** A compat property of the machine type. */
    MACHINE_COMPAT,
    /** {@code -global migration.…}, in command line order. */
    GLOBAL,
    /** {@code -incoming config:…}, applied when the migration object is created. */
    EARLY_CONFIG,
    /** {@code migrate-set-parameters}. */
    QMP;

    /** The name used in JSON, SQL and logs, such as {@code early-config}. */
    public String label() {
        return EnumLabels.kebab(this);
    }

    @Override
    public String toString() {
        return label();
    }
}

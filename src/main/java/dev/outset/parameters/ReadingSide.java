package dev.outset.parameters;

import dev.outset.binding.EnumLabels;

/** The side of a migration that reads a parameter or capability. */
public enum ReadingSide {
    SOURCE,
    DESTINATION,
    BOTH;

    /** The name used in JSON, SQL and logs. */
    public String label() {
        return EnumLabels.kebab(this);
    }

    @Override
    public String toString() {
        return label();
    }
}

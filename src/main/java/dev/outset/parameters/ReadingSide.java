package dev.outset.parameters;

import dev.outset.binding.EnumLabels;

/** The side of a migration that reads a parameter or capability. */
public enum ReadingSide {
    SOURCE,
    DESTINATION,
    BOTH;

    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}

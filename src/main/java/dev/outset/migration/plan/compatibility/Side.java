package dev.outset.migration.plan.compatibility;

import dev.outset.binding.EnumLabels;

/** A side of a migration. */
public enum Side {
    /** Where the guest runs now. */
    SOURCE,
    /** Where the guest should run. */
    DESTINATION;

    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}

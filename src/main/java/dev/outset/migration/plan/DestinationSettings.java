package dev.outset.migration.plan;

import dev.outset.binding.EnumLabels;

/** When the settings of a destination are applied. */
public enum DestinationSettings {
    BEFORE_LISTENING,
    AFTER_LISTENING;

    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}

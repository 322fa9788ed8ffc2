package dev.outset.catalogue;

import java.util.Set;

/**
 * A property that {@code -machine} takes: a row of {@code catalogue/machine-properties.json}.
 *
 * @param name its name
 * @param type {@code bool}, {@code OnOffAuto}, or {@code str} for everything else
 * @param families the families of machine types that have it; empty for all
 */
public record MachineProperty(String name, String type, Set<String> families) {
    public MachineProperty {
        families = Set.copyOf(families);
    }

    /** Whether the machines of a family have it. */
    public boolean belongsTo(String family) {
        return families.isEmpty() || families.contains(family);
    }
}

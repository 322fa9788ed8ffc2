package dev.outset.catalogue;

import dev.outset.binding.Default;
import java.util.Set;

/**
 * A property accepted by {@code -machine}: a row of {@code catalogue/machine-properties.json}.
 *
 * @param name the name of the property
 * @param type {@code bool}, {@code OnOffAuto}, or {@code str} for any other type
 * @param families the machine type families that have it; empty for all
 */
public record MachineProperty(
        String name,
        @Default("str") String type,
        @Default("[]") Set<String> families) {
    public MachineProperty {
        families = Set.copyOf(families);
    }

    /** Whether machine types of a family have it. */
    public boolean belongsTo(String family) {
        return families.isEmpty() || families.contains(family);
    }
}

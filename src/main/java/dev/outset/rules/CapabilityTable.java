package dev.outset.rules;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.parameters.MigrationCapability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The capabilities of a release by index, in schema order. A set of capabilities is a {@code long} with one bit for
 * each.
 */
public final class CapabilityTable {

    private final List<CapabilitySpec> specs;

    private final List<String> names;

    private final Map<String, Long> bits = new HashMap<>();

    CapabilityTable(List<CapabilitySpec> rows) {
        this.specs = List.copyOf(rows);
        this.names = specs.stream().map(CapabilitySpec::name).toList();
        for (int i = 0; i < specs.size(); i++) {
            bits.put(names.get(i), 1L << i);
        }
    }

    /** The number of capabilities. */
    public int size() {
        return specs.size();
    }

    /** The capability at an index. */
    public CapabilitySpec spec(int index) {
        return specs.get(index);
    }

    /** The capability of a QAPI name, which the release must have. */
    public CapabilitySpec spec(String name) {
        return specs.get(names.indexOf(name));
    }

    /** The QAPI names, in schema order. */
    public List<String> names() {
        return names;
    }

    /** The bits of the enabled capabilities that the release has. */
    public long bits(Map<MigrationCapability, Boolean> enabled) {
        long bits = 0;
        for (Map.Entry<MigrationCapability, Boolean> entry : enabled.entrySet()) {
            bits |= entry.getValue() ? bit(entry.getKey().name()) : 0;
        }
        return bits;
    }

    /** The bit of a QAPI name; 0 if the release does not have the capability. */
    public long bit(String name) {
        return bits.getOrDefault(name, 0L);
    }
}

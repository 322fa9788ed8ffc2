package dev.outset.vm.property;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies maps without changing their order, which is the order on the command line. */
public final class Maps {

    private Maps() {}

    /** Returns an unmodifiable copy of a map, in the same order. */
    public static <K, V> Map<K, V> orderedCopy(Map<K, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}

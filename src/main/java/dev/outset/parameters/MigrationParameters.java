package dev.outset.parameters;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values of migration parameters; what is absent is unset.
 *
 * @param values the values, in the order they were given
 */
public record MigrationParameters(Map<MigrationParameter, ParameterValue> values) {

    private static final MigrationParameters NONE = new MigrationParameters(Map.of());

    public MigrationParameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** No value at all. */
    public static MigrationParameters none() {
        return NONE;
    }

    /** The value of a parameter, or null when it is unset. */
    public @Nullable ParameterValue get(MigrationParameter parameter) {
        return values.get(parameter);
    }

    /** Whether the parameter is set. */
    public boolean has(MigrationParameter parameter) {
        return values.containsKey(parameter);
    }

    /** The parameters that are set, in order. */
    public Set<MigrationParameter> names() {
        return values.keySet();
    }

    /** Whether nothing is set. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** These values with one more, or with one replaced. */
    public MigrationParameters with(MigrationParameter parameter, ParameterValue value) {
        Map<MigrationParameter, ParameterValue> copy = new LinkedHashMap<>(values);
        copy.put(parameter, value);
        return new MigrationParameters(copy);
    }

    /** These values overlaid with others; the others win. */
    public MigrationParameters overlaidWith(MigrationParameters others) {
        Map<MigrationParameter, ParameterValue> copy = new LinkedHashMap<>(values);
        copy.putAll(others.values);
        return new MigrationParameters(copy);
    }
}

package dev.outset.parameters;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of migration parameters; an absent parameter is unset.
 *
 * @param values the values by parameter, in insertion order
 */
public record MigrationParameters(
        @JsonValue @Size(max = 256) Map<MigrationParameter, ParameterValue> values) {

    private static final MigrationParameters NONE = new MigrationParameters(Map.of());

    public MigrationParameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** No values. */
    public static MigrationParameters none() {
        return NONE;
    }

    /** The value of a parameter; null if it is unset. */
    public @Nullable ParameterValue get(MigrationParameter parameter) {
        return values.get(parameter);
    }

    /** Whether the parameter is set. */
    public boolean has(MigrationParameter parameter) {
        return values.containsKey(parameter);
    }

    /** The parameters that are set, in insertion order. */
    public Set<MigrationParameter> names() {
        return values.keySet();
    }

    /** Whether no parameter is set. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** A copy of these values with one value added or replaced. */
    public MigrationParameters with(MigrationParameter parameter, ParameterValue value) {
        Map<MigrationParameter, ParameterValue> copy = new LinkedHashMap<>(values);
        copy.put(parameter, value);
        return new MigrationParameters(copy);
    }

    /** A copy of these values overlaid with others; the others take precedence. */
    public MigrationParameters overlaidWith(MigrationParameters others) {
        Map<MigrationParameter, ParameterValue> copy = new LinkedHashMap<>(values);
        copy.putAll(others.values);
        return new MigrationParameters(copy);
    }
}

package dev.outset.rules;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parameters of a release by index, in the order in which QEMU visits them. */
public final class ParameterTable {

    private final ParameterSpec[] specs;

    private final Map<String, Integer> byName = new HashMap<>();

    private final @Nullable ParameterValue[] defaults;

    private final List<String> names;

    ParameterTable(List<ParameterSpec> rows) {
        this.specs = rows.toArray(ParameterSpec[]::new);
        this.names = rows.stream().map(ParameterSpec::name).toList();
        this.defaults = new @Nullable ParameterValue[specs.length];
        for (int i = 0; i < specs.length; i++) {
            byName.put(specs[i].name(), i);
            defaults[i] = specs[i].defaultValue();
        }
    }

    /** The number of parameters. */
    public int size() {
        return specs.length;
    }

    /** The parameter at an index. */
    public ParameterSpec spec(int index) {
        return specs[index];
    }

    /** The QAPI names, in order. */
    public List<String> names() {
        return names;
    }

    /** The index of a QAPI name; -1 if the release does not have the parameter. */
    public int indexOf(String name) {
        return byName.getOrDefault(name, -1);
    }

    /** The values of all parameters, read by name; null if one is unset. */
    public ParameterArray values(Function<MigrationParameter, @Nullable ParameterValue> reader) {
        @Nullable ParameterValue[] values = new @Nullable ParameterValue[specs.length];
        for (int i = 0; i < specs.length; i++) {
            values[i] = reader.apply(specs[i].parameter());
        }
        return ParameterArray.of(values);
    }

    /** The default value of a new migration object at an index; null if it is unset. */
    public @Nullable ParameterValue defaultValue(int index) {
        return defaults[index];
    }
}

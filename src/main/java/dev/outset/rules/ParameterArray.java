package dev.outset.rules;

import dev.outset.parameters.ParameterValue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Parameter values by index; null for unset parameters. Immutable. */
public final class ParameterArray {

    private final @Nullable ParameterValue[] values;

    private ParameterArray(@Nullable ParameterValue[] values) {
        this.values = values;
    }

    /** Wraps an array, which must not be modified afterwards. */
    public static ParameterArray of(@Nullable ParameterValue[] values) {
        return new ParameterArray(values);
    }

    /** The number of parameters. */
    public int size() {
        return values.length;
    }

    /** The value at an index; null if it is unset, or the index is negative. */
    public @Nullable ParameterValue get(int index) {
        return index < 0 ? null : values[index];
    }

    /** These values, overridden by other values at the indexes that a predicate accepts. */
    public ParameterArray overlaidWith(ParameterArray others, IntPredicate accepts) {
        @Nullable ParameterValue[] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            if (others.values[i] != null && accepts.test(i)) {
                copy[i] = others.values[i];
            }
        }
        return new ParameterArray(copy);
    }

    /** These values with one index unset. */
    public ParameterArray without(int index) {
        @Nullable ParameterValue[] copy = values.clone();
        copy[index] = null;
        return new ParameterArray(copy);
    }
}

package dev.outset.simulator.release;

import dev.outset.parameters.ParameterValue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Values of parameters by the index of their row; null where a parameter is unset. Immutable. */
public final class ParameterArray {

    private final @Nullable ParameterValue[] values;

    private ParameterArray(@Nullable ParameterValue[] values) {
        this.values = values;
    }

    /** The values of an array, which nobody changes afterwards. */
    public static ParameterArray of(@Nullable ParameterValue[] values) {
        return new ParameterArray(values);
    }

    /** How many parameters there are. */
    public int size() {
        return values.length;
    }

    /** The value at an index; null when it is unset, or the index is none. */
    public @Nullable ParameterValue get(int index) {
        return index < 0 ? null : values[index];
    }

    /** These values with those of others on top, at the indexes that a predicate lets through. */
    public ParameterArray overlaidWith(ParameterArray others, IntPredicate lets) {
        @Nullable ParameterValue[] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            if (others.values[i] != null && lets.test(i)) {
                copy[i] = others.values[i];
            }
        }
        return new ParameterArray(copy);
    }

    /** These values without the one at an index. */
    public ParameterArray without(int index) {
        @Nullable ParameterValue[] copy = values.clone();
        copy[index] = null;
        return new ParameterArray(copy);
    }
}

package dev.outset.store.vm;

import dev.outset.binding.EnumLabels;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.VmStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns with values of the status, by which lists filter. */
public final class StatusColumns {

    /** The column of the run state. */
    static final String RUN_STATE = "run_state";

    /** The column of the location of the guest. */
    public static final String GUEST = "guest";

    /** The columns in the order of {@link #values}. */
    public static final List<String> COLUMNS = columns();

    /** The columns as assignments with parameters. */
    static final String ASSIGNMENTS =
            COLUMNS.stream().map(column -> column + " = ?").collect(Collectors.joining(", "));

    private StatusColumns() {}

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("phase", RUN_STATE, GUEST));
        Arrays.stream(ConditionType.values()).map(StatusColumns::column).forEach(columns::add);
        return List.copyOf(columns);
    }

    /** Returns the column of a condition. */
    public static String column(ConditionType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the column that a filter compares.
     *
     * @param condition a condition and its status, such as {@code Verified:False}
     * @return the column of the condition; empty if the filter is not valid
     */
    public static Optional<String> columnOf(String condition) {
        String[] parts = condition.split(":", -1);
        return parts.length == 2
                        && EnumLabels.find(Condition.Truth.class, parts[1]).isPresent()
                ? EnumLabels.find(ConditionType.class, parts[0]).map(StatusColumns::column)
                : Optional.empty();
    }

    /** Returns the values of the columns; a condition that is not set is {@code Unknown}, as in Kubernetes. */
    static List<@Nullable Object> values(VmStatus status) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(status.phase().toString());
        values.add(status.runState() == null ? null : status.runState().toString());
        values.add(status.guest().location().toString());
        for (ConditionType type : ConditionType.values()) {
            values.add(status.conditions()
                    .get(type)
                    .map(condition -> condition.status().toString())
                    .orElse(Condition.Truth.UNKNOWN.toString()));
        }
        return values;
    }
}

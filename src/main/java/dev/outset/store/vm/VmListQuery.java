package dev.outset.store.vm;

import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.vm.VmName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statement of a list. A filter by label or parameter leads: its index holds the names in order, so a page reads from
 * the cursor to its end and no further. The names are chosen first, with the lengths of their JSON, and only those that fit
 * into a page together are read.
 *
 * @param text the SQL
 * @param values the values of its placeholders
 */
record VmListQuery(String text, List<Object> values) {

    /** The column that says how many names there are, up to one more than was asked for. */
    static final String FOUND = "found";

    private static final String LENGTH = "octet_length(vm.labels) + octet_length(vm.spec) + octet_length(vm.status)";

    private static final String FITTING = "select " + VmRow.SHOWN + ", fitting." + FOUND + " " + """
            from (select chosen.name, count(*) over () as found,
                row_number() over (order by chosen.name) as place,
                sum(chosen.bytes) over (order by chosen.name rows unbounded preceding) as bytes from (""";

    private record Source(String table, String keyColumn, String valueColumn, String key, String value) {

        static Source label(Map.Entry<String, String> label) {
            return new Source("vm_label", "label_key", "label_value", label.getKey(), label.getValue());
        }

        static Source parameter(Map.Entry<String, String> parameter) {
            return new Source(
                    "vm_parameter", "parameter_name", "parameter_value", parameter.getKey(), parameter.getValue());
        }
    }

    /** A statement that is being written. */
    private static final class Draft {

        private final StringBuilder text = new StringBuilder();

        private final List<Object> values = new ArrayList<>();

        private final @Nullable VmName after;

        Draft(@Nullable VmName after) {
            this.after = after;
        }

        Draft add(String sql, Object... placeholders) {
            text.append(sql);
            Collections.addAll(values, placeholders);
            return this;
        }

        /** The rows of a source; at every one of them it says where to begin, so that a merge of two begins there on both sides. */
        void rowsOf(String alias, Source source) {
            add(
                    alias + "." + source.keyColumn + " = ? and " + alias + "." + source.valueColumn + " = ?",
                    source.key,
                    source.value);
            beyond(alias + ".vm");
        }

        void beyond(String name) {
            if (after != null) {
                add(" and " + name + " > ?", after.value());
            }
        }

        VmListQuery sql() {
            return new VmListQuery(text.toString(), List.copyOf(values));
        }
    }

    static VmListQuery of(VmRepository.Query query) {
        List<Source> sources = Stream.concat(
                        query.parameters().entrySet().stream().map(Source::parameter),
                        query.labels().entrySet().stream().map(Source::label))
                .toList();
        Map<String, String> columns = columns(query);
        Draft draft =
                new Draft(query.after()).add(FITTING).add("select vm.name as name, " + LENGTH + " as bytes from ");
        if (sources.isEmpty()) {
            draft.add("vm where true");
        } else {
            draft.add(sources.getFirst().table + " f join vm on vm.name = f.vm where ");
            draft.rowsOf("f", sources.getFirst());
        }
        for (Source source : sources.stream().skip(1).toList()) {
            draft.add(" and exists (select 1 from " + source.table + " g where g.vm = vm.name and ");
            draft.rowsOf("g", source);
            draft.add(")");
        }
        columns.forEach((column, value) -> draft.add(" and vm." + column + " = ?", value));
        draft.beyond("vm.name");
        return draft.add(" order by " + order(sources, columns) + " fetch first ? rows only", query.limit() + 1)
                .add(") chosen) fitting join vm on vm.name = fitting.name where fitting.place <= ?", query.limit())
                .add(" and (fitting.place = 1 or fitting.bytes <= ?) order by fitting.name", query.bytes())
                .sql();
    }

    /** H2 follows an index in its order only if every column of it is named, also those that are fixed. */
    private static String order(List<Source> sources, Map<String, String> columns) {
        if (!sources.isEmpty()) {
            Source first = sources.getFirst();
            return "f." + first.keyColumn + ", f." + first.valueColumn + ", f.vm";
        }
        return columns.isEmpty()
                ? "vm.name"
                : "vm." + columns.keySet().iterator().next() + ", vm.name";
    }

    private static Map<String, String> columns(VmRepository.Query query) {
        Map<String, String> columns = new LinkedHashMap<>();
        String condition = query.condition();
        if (condition != null) {
            columns.put(StatusColumns.column(type(condition)), truth(condition).toString());
        }
        if (query.qemuVersion() != null) {
            columns.put("qemu_version", query.qemuVersion());
        }
        return columns;
    }

    private static ConditionType type(String condition) {
        return named(Arrays.stream(ConditionType.values()), condition.split(":", 2)[0], condition);
    }

    private static Condition.Truth truth(String condition) {
        String truth = condition.contains(":") ? condition.split(":", 2)[1] : "";
        return named(Arrays.stream(Condition.Truth.values()), truth, condition);
    }

    private static <T> T named(Stream<T> values, String name, String condition) {
        return values.filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + condition + "' is no condition; write a type and a truth, as Verified:False"));
    }
}

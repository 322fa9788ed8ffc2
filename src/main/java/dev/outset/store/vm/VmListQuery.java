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
 * The statement that lists VMs. A filter by label or parameter comes first: its index contains the names in order, so a
 * page reads only from its cursor to its end. Selects the names first, with the length of their JSON, and reads only
 * the VMs that fit into a page.
 *
 * @param text the SQL
 * @param values the values of its parameters
 */
record VmListQuery(String text, List<Object> values) {

    /** The column with the number of matching names, up to one more than the limit. */
    static final String FOUND = "found";

    private static final String LENGTH = "octet_length(vm.labels) + octet_length(vm.spec) + octet_length(vm.status)";

    private static final String PAGE = "select " + VmRow.LIST_COLUMNS + ", fitting." + FOUND + " " + """
            from (select chosen.name, count(*) over () as found,
                row_number() over (order by chosen.name) as place,
                sum(chosen.bytes) over (order by chosen.name rows unbounded preceding) as bytes from (""";

    /** A filter by a row of an index table. */
    private record Source(IndexTable index, Map.Entry<String, String> entry) {}

    /** Builds a statement. */
    private static final class Builder {

        private final StringBuilder text = new StringBuilder();

        private final List<Object> values = new ArrayList<>();

        private final @Nullable VmName after;

        Builder(@Nullable VmName after) {
            this.after = after;
        }

        Builder add(String sql, Object... placeholders) {
            text.append(sql);
            Collections.addAll(values, placeholders);
            return this;
        }

        /**
         * Adds the conditions of a source, including the cursor, so that a merge join starts at the cursor on both
         * sides.
         */
        void rowsOf(String alias, Source source) {
            add(
                    alias + "." + source.index.keyColumn() + " = ? and " + alias + "." + source.index.valueColumn()
                            + " = ?",
                    source.entry.getKey(),
                    source.entry.getValue());
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
                        query.parameters().entrySet().stream().map(entry -> new Source(IndexTable.PARAMETERS, entry)),
                        query.labels().entrySet().stream().map(entry -> new Source(IndexTable.LABELS, entry)))
                .toList();
        Map<String, String> columns = columns(query);
        Builder builder =
                new Builder(query.after()).add(PAGE).add("select vm.name as name, " + LENGTH + " as bytes from ");
        if (sources.isEmpty()) {
            builder.add("vm where true");
        } else {
            builder.add(sources.getFirst().index.table() + " f join vm on vm.name = f.vm where ");
            builder.rowsOf("f", sources.getFirst());
        }
        for (Source source : sources.stream().skip(1).toList()) {
            builder.add(" and exists (select 1 from " + source.index.table() + " g where g.vm = vm.name and ");
            builder.rowsOf("g", source);
            builder.add(")");
        }
        columns.forEach((column, value) -> builder.add(" and vm." + column + " = ?", value));
        builder.beyond("vm.name");
        return builder.add(" order by " + order(sources, columns) + " fetch first ? rows only", query.limit() + 1)
                .add(") chosen) fitting join vm on vm.name = fitting.name where fitting.place <= ?", query.limit())
                .add(" and (fitting.place = 1 or fitting.bytes <= ?) order by fitting.name", query.bytes())
                .sql();
    }

    /**
     * Returns the order. H2 uses the order of an index only if all of its columns are named, including constant ones.
     */
    private static String order(List<Source> sources, Map<String, String> columns) {
        if (!sources.isEmpty()) {
            IndexTable first = sources.getFirst().index;
            return "f." + first.keyColumn() + ", f." + first.valueColumn() + ", f.vm";
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
                .orElseThrow(() -> new IllegalArgumentException("'" + condition
                        + "' is not a valid condition; use a type and a status, such as Verified:False"));
    }
}

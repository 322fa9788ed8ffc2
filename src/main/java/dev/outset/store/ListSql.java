package dev.outset.store;

import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The statement of a list. A filter by label or parameter leads: its index holds the names in order, so a page reads from
 * the cursor to its end and no further.
 *
 * @param text the SQL
 * @param values the values of its placeholders
 */
record ListSql(String text, List<Object> values) {

    private record Source(String table, String keyColumn, String valueColumn, String key, String value) {}

    static ListSql of(VmRepository.Query query) {
        List<Source> sources = Stream.concat(
                        query.parameters().entrySet().stream()
                                .map(entry -> new Source(
                                        "vm_parameter",
                                        "parameter_name",
                                        "parameter_value",
                                        entry.getKey(),
                                        entry.getValue())),
                        query.labels().entrySet().stream()
                                .map(entry -> new Source(
                                        "vm_label", "label_key", "label_value", entry.getKey(), entry.getValue())))
                .toList();
        Map<String, String> columns = columns(query);
        List<Object> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder("select ").append(VmRow.SHOWN).append(" from ");
        String name = "vm.name";
        // H2 follows an index in its order only if every column of it is named, also those that are fixed.
        String order =
                columns.isEmpty() ? "" : "vm." + columns.keySet().iterator().next() + ", ";
        if (sources.isEmpty()) {
            sql.append("vm where true");
        } else {
            Source first = sources.getFirst();
            name = "f.vm";
            order = "f." + first.keyColumn + ", f." + first.valueColumn + ", ";
            sql.append(first.table).append(" f join vm on vm.name = f.vm where ");
            append(sql, values, "f", first);
        }
        for (Source source : sources.stream().skip(1).toList()) {
            sql.append(" and exists (select 1 from ").append(source.table).append(" g where g.vm = vm.name and ");
            append(sql, values, "g", source);
            sql.append(")");
        }
        columns.forEach((column, value) -> {
            sql.append(" and vm.").append(column).append(" = ?");
            values.add(value);
        });
        if (query.after() != null) {
            sql.append(" and ").append(name).append(" > ?");
            values.add(query.after().value());
        }
        values.add(query.limit());
        return new ListSql(sql + " order by " + order + name + " fetch first ? rows only", List.copyOf(values));
    }

    private static void append(StringBuilder sql, List<Object> values, String alias, Source source) {
        sql.append("%s.%s = ? and %s.%s = ?".formatted(alias, source.keyColumn, alias, source.valueColumn));
        values.add(source.key);
        values.add(source.value);
    }

    private static Map<String, String> columns(VmRepository.Query query) {
        Map<String, String> columns = new LinkedHashMap<>();
        String condition = query.condition();
        if (condition != null) {
            columns.put(StatusRow.column(type(condition)), truth(condition).toString());
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

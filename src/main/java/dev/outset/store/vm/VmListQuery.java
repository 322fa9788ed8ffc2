package dev.outset.store.vm;

import dev.outset.store.database.SliceQuery;
import dev.outset.store.database.SqlBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Builds the statement that lists VMs. A filter by label, parameter or capability comes first: its index contains the
 * names in order, so a page reads only from its cursor to its end.
 */
final class VmListQuery {

    private static final SliceQuery SLICES = new SliceQuery("vm", VmRow.LIST_COLUMNS, "name", "asc");

    private static final String KEYS = "select vm.name as row_key, octet_length(vm.labels) + octet_length(vm.spec)"
            + " + octet_length(vm.status) as bytes from ";

    private final SqlBuilder keys = new SqlBuilder(KEYS);

    private final VmRepository.Query query;

    private record Source(IndexTable index, Map.Entry<String, String> entry) {}

    private VmListQuery(VmRepository.Query query) {
        this.query = query;
    }

    static SqlBuilder of(VmRepository.Query query) {
        return SLICES.statement(new VmListQuery(query).keys(), query.limit(), query.bytes());
    }

    private SqlBuilder keys() {
        List<Source> sources = Stream.concat(
                        query.settings().entrySet().stream().map(entry -> new Source(IndexTable.SETTINGS, entry)),
                        query.labels().entrySet().stream().map(entry -> new Source(IndexTable.LABELS, entry)))
                .toList();
        if (sources.isEmpty()) {
            keys.add("vm where true");
        } else {
            keys.add(sources.getFirst().index.table() + " f join vm on vm.name = f.vm where ");
            addRowsOf("f", sources.getFirst());
        }
        for (Source source : sources.stream().skip(1).toList()) {
            keys.add(" and exists (select 1 from " + source.index.table() + " g where g.vm = vm.name and ");
            addRowsOf("g", source);
            keys.add(")");
        }
        Map<String, String> columns = columns();
        columns.forEach((column, value) -> keys.add(" and vm." + column + " = ?", value));
        addCursor("vm.name");
        return keys.add(" order by " + order(sources, columns));
    }

    /**
     * Adds the conditions of a source, including the cursor, so that a merge join starts at the cursor on both sides.
     */
    private void addRowsOf(String alias, Source source) {
        keys.add(
                "%1$s.%2$s = ? and %1$s.%3$s = ?"
                        .formatted(alias, source.index.keyColumn(), source.index.valueColumn()),
                source.entry.getKey(),
                source.entry.getValue());
        addCursor(alias + ".vm");
    }

    private void addCursor(String name) {
        if (query.after() != null) {
            keys.add(" and " + name + " > ?", query.after().value());
        }
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

    private Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        String condition = query.condition();
        if (condition != null) {
            columns.put(
                    StatusColumns.columnOf(condition)
                            .orElseThrow(() -> new IllegalArgumentException("'" + condition
                                    + "' is not a valid condition; use a type and a status, such as Verified:False")),
                    condition.substring(condition.indexOf(':') + 1));
        }
        if (query.runState() != null) {
            columns.put(StatusColumns.RUN_STATE, query.runState().toString());
        }
        if (query.guest() != null) {
            columns.put(StatusColumns.GUEST, query.guest().toString());
        }
        if (query.qemuVersion() != null) {
            columns.put("qemu_version", query.qemuVersion());
        }
        return columns;
    }
}

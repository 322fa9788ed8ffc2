package dev.outset.store.vm;

import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Maintains the index tables {@code vm_label} and {@code vm_parameter}, with which lists filter by labels and requested
 * parameters.
 */
final class IndexTables {

    /** The maximum length of an indexed value; lists cannot filter by longer ones. */
    private static final int LONGEST_VALUE = 255;

    static final String INSERT_LABEL = "insert into vm_label (vm, label_key, label_value) values (?, ?, ?)";

    static final String INSERT_PARAMETER =
            "insert into vm_parameter (vm, parameter_name, parameter_value) values (?, ?, ?)";

    private final JdbcClient jdbc;

    private record Pair(String key, String value) {}

    IndexTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the parameters of {@link #INSERT_LABEL}. */
    static Stream<Object[]> labelRows(VmDefinition definition) {
        return rows(definition, labels(definition));
    }

    /** Returns the parameters of {@link #INSERT_PARAMETER}. */
    static Stream<Object[]> parameterRows(VmDefinition definition) {
        return rows(definition, parameters(definition));
    }

    private static Stream<Object[]> rows(VmDefinition definition, Set<Pair> pairs) {
        return pairs.stream().map(pair -> new Object[] {definition.name().value(), pair.key, pair.value});
    }

    void update(VmDefinition before, VmDefinition after) {
        replace("vm_label", after, labels(before), labels(after));
        replace("vm_parameter", after, parameters(before), parameters(after));
    }

    /** Deletes the entries of a VM; the tables have no foreign keys. */
    void remove(VmName name) {
        delete("vm_label", name);
        delete("vm_parameter", name);
    }

    private void delete(String table, VmName name) {
        jdbc.sql("delete from " + table + " where vm = ?").param(name.value()).update();
    }

    private void replace(String table, VmDefinition definition, Set<Pair> before, Set<Pair> after) {
        if (before.equals(after)) {
            return;
        }
        delete(table, definition.name());
        insert(table, definition, after);
    }

    private void insert(String table, VmDefinition definition, Set<Pair> pairs) {
        if (pairs.isEmpty()) {
            return;
        }
        List<Object> values = new ArrayList<>();
        pairs.forEach(pair -> Collections.addAll(values, definition.name().value(), pair.key, pair.value));
        jdbc.sql("insert into " + table + " values "
                        + String.join(", ", Collections.nCopies(pairs.size(), "(?, ?, ?)")))
                .params(values)
                .update();
    }

    private static Set<Pair> labels(VmDefinition definition) {
        return definition.labels().entrySet().stream()
                .map(label -> new Pair(label.getKey(), label.getValue()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<Pair> parameters(VmDefinition definition) {
        return Stream.of(
                        definition.spec().migration().early(),
                        definition.spec().migration().live())
                .map(MigrationParameters::values)
                .map(Map::entrySet)
                .flatMap(Set::stream)
                .filter(entry -> isFilterable(entry.getValue()))
                .map(entry -> new Pair(entry.getKey().name(), entry.getValue().toString()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean isFilterable(ParameterValue value) {
        return switch (value) {
            case ParameterValue.Bool _, ParameterValue.Unsigned _ -> true;
            case ParameterValue.Text(String text) -> text.length() <= LONGEST_VALUE;
            case ParameterValue.Strings _, ParameterValue.BitmapMapping _ -> false;
        };
    }
}

package dev.outset.store.vm;

import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.store.database.StatementBatch.Rows;
import dev.outset.store.database.StatementBatch.Write;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table with which lists filter by a value of the definition; a row is the name of the VM, a key and a value. */
enum IndexTable {
    LABELS("vm_label", "label_key", "label_value") {
        @Override
        Stream<Pair> pairs(VmDefinition definition) {
            return definition.labels().entrySet().stream().map(label -> new Pair(label.getKey(), label.getValue()));
        }
    },
    /** The parameters and capabilities of a definition; their names are distinct in QEMU. */
    SETTINGS("vm_setting", "setting_name", "setting_value") {
        @Override
        Stream<Pair> pairs(VmDefinition definition) {
            MigrationSpec migration = definition.spec().migration();
            Stream<Pair> parameters = Stream.of(migration.early(), migration.live())
                    .map(MigrationParameters::values)
                    .flatMap(values -> values.entrySet().stream())
                    .filter(parameter -> isFilterable(parameter.getValue()))
                    .map(parameter -> new Pair(
                            parameter.getKey().name(), parameter.getValue().toString()));
            Stream<Pair> capabilities = migration.capabilities().entrySet().stream()
                    .map(capability -> new Pair(
                            capability.getKey().name(), new ParameterValue.Bool(capability.getValue()).toString()));
            return Stream.concat(parameters, capabilities);
        }
    };

    /** The maximum length of an indexed value; lists cannot filter by longer ones. */
    private static final int LONGEST_VALUE = 255;

    private final String table;

    private final String keyColumn;

    private final String valueColumn;

    record Pair(String key, String value) {}

    IndexTable(String table, String keyColumn, String valueColumn) {
        this.table = table;
        this.keyColumn = keyColumn;
        this.valueColumn = valueColumn;
    }

    abstract Stream<Pair> pairs(VmDefinition definition);

    private static boolean isFilterable(ParameterValue value) {
        return switch (value) {
            case ParameterValue.Bool _, ParameterValue.Unsigned _ -> true;
            case ParameterValue.Text(String text) -> text.length() <= LONGEST_VALUE;
            case ParameterValue.Strings _, ParameterValue.BitmapMapping _ -> false;
        };
    }

    String table() {
        return table;
    }

    String keyColumn() {
        return keyColumn;
    }

    String valueColumn() {
        return valueColumn;
    }

    /** Returns the rows of definitions. */
    Rows rows(List<VmDefinition> definitions) {
        return new Rows(
                "%s (vm, %s, %s)".formatted(table, keyColumn, valueColumn),
                definitions.stream()
                        .flatMap(definition -> pairs(definition)
                                .distinct()
                                .<List<@Nullable Object>>map(
                                        pair -> List.of(definition.name().value(), pair.key, pair.value)))
                        .toList());
    }

    /** Returns the statements that replace the rows of a changed definition; empty if they stay the same. */
    List<Write> replace(VmDefinition before, VmDefinition after) {
        Set<Pair> newPairs = pairs(after).collect(Collectors.toSet());
        if (newPairs.equals(pairs(before).collect(Collectors.toSet()))) {
            return List.of();
        }
        List<Write> writes = new ArrayList<>(List.of(delete(after.name())));
        if (!newPairs.isEmpty()) {
            writes.add(rows(List.of(after)).insert());
        }
        return writes;
    }

    /** Returns the statement that deletes the rows of a VM; the tables have no foreign keys. */
    Write delete(VmName name) {
        return new Write("delete from " + table + " where vm = ?", List.of(name.value()));
    }
}

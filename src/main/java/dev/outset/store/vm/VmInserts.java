package dev.outset.store.vm;

import dev.outset.store.audit.AuditorAware;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.StatementBatch;
import dev.outset.store.database.StatementBatch.Write;
import dev.outset.store.database.Timestamps;
import dev.outset.vm.VmDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;

/** Inserts new VMs: a single one in one round batch, and several with one batch per table. */
final class VmInserts {

    private static final String VM = """
            insert into vm (name, labels, spec, generation, restarts, deleting, created_at, definition_version,
                            status, details, status_version, qemu_version, created_by, %s)
            values (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, 1, ?, ?, %s)""".formatted(
                    String.join(", ", StatusColumns.COLUMNS),
                    StatusColumns.COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", ")));

    private final JdbcOperations jdbc;

    private final StatementBatch batch;

    private final VmRow rows;

    private final AuditorAware creator;

    VmInserts(JdbcOperations jdbc, StatementBatch batch, VmRow rows, AuditorAware creator) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.rows = rows;
        this.creator = creator;
    }

    /**
     * Inserts VMs and queues their first reconciliations, in the current transaction.
     *
     * @throws org.springframework.dao.DuplicateKeyException if a name is taken
     */
    void insert(List<StoredVm> vms, Instant now) {
        if (vms.size() == 1) {
            batch.run(writes(vms.getFirst(), now));
        } else {
            insertBatches(vms, now);
        }
    }

    private List<Write> writes(StoredVm vm, Instant now) {
        List<Write> writes = new ArrayList<>();
        writes.add(new Write(VM, Arrays.asList(row(vm))));
        List<Object[]> labels = IndexTables.labelRows(vm.definition()).toList();
        if (!labels.isEmpty()) {
            writes.add(Write.insert("vm_label (vm, label_key, label_value)", labels));
        }
        List<Object[]> parameters = IndexTables.parameterRows(vm.definition()).toList();
        if (!parameters.isEmpty()) {
            writes.add(Write.insert("vm_parameter (vm, parameter_name, parameter_value)", parameters));
        }
        writes.add(new Write(
                ReconcileQueue.ADD, List.of(ReconcileQueue.row(vm.definition().name(), now))));
        return writes;
    }

    private void insertBatches(List<StoredVm> vms, Instant now) {
        batch(VM, vms.stream().map(this::row));
        batch(IndexTables.INSERT_LABEL, vms.stream().flatMap(vm -> IndexTables.labelRows(vm.definition())));
        batch(IndexTables.INSERT_PARAMETER, vms.stream().flatMap(vm -> IndexTables.parameterRows(vm.definition())));
        batch(
                ReconcileQueue.ADD,
                vms.stream().map(vm -> ReconcileQueue.row(vm.definition().name(), now)));
    }

    private void batch(String sql, Stream<Object[]> batch) {
        List<Object[]> all = batch.toList();
        if (!all.isEmpty()) {
            jdbc.batchUpdate(sql, all);
        }
    }

    private Object[] row(StoredVm vm) {
        VmDefinition definition = vm.definition();
        StatusJson status = rows.text(vm.status());
        List<@Nullable Object> values = new ArrayList<>(List.of(
                definition.name().value(),
                rows.json(definition.labels()),
                rows.text(definition.spec()),
                definition.generation(),
                definition.restarts(),
                definition.deleting(),
                Timestamps.timestamp(definition.createdAt()),
                status.summary()));
        values.add(status.details());
        values.add(definition.spec().qemu().version().toString());
        values.add(creator.current());
        values.addAll(StatusColumns.values(vm.status()));
        return values.toArray();
    }
}

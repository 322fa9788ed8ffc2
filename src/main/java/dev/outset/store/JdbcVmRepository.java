package dev.outset.store;

import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.VmStatus;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmDefinitionChanged;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The VMs in the table {@code vm}. */
final class JdbcVmRepository implements VmRepository {

    private static final String INSERT = """
            insert into vm (name, labels, spec, generation, restarts, deleting, created_at, definition_version,
                            status, status_version, qemu_version, %s)
            values (?, ?, ?, ?, ?, ?, ?, 1, ?, 1, ?, %s)""".formatted(
                    String.join(", ", StatusRow.COLUMNS),
                    StatusRow.COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", ")));

    private static final String UPDATE_DEFINITION = """
            update vm set labels = ?, spec = ?, generation = ?, restarts = ?, deleting = ?, qemu_version = ?,
                          definition_version = definition_version + 1
            where name = ? and definition_version = ?""";

    private static final String UPDATE_STATUS = "update vm set status = ?, status_version = status_version + 1, "
            + StatusRow.ASSIGNMENTS + " where name = ? and status_version = ?";

    private final JdbcClient jdbc;

    private final TransactionOperations transactions;

    private final PassQueue queue;

    private final EventLog events;

    private final InstantSource clock;

    private final Consumer<VmDefinitionChanged> changed;

    private final VmRow rows = new VmRow();

    JdbcVmRepository(
            JdbcClient jdbc,
            TransactionOperations transactions,
            PassQueue queue,
            EventLog events,
            InstantSource clock,
            Consumer<VmDefinitionChanged> changed) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.queue = queue;
        this.events = events;
        this.clock = clock;
        this.changed = changed;
    }

    @Override
    public StoredVm insert(VmDefinition definition, VmStatus status) {
        VmDefinition stored = withStoredPrecision(definition);
        try {
            transactions.executeWithoutResult(transaction -> {
                insertRow(stored, status);
                insertLabels(stored);
                queue.add(stored.name(), clock.instant());
            });
        } catch (DuplicateKeyException taken) {
            VmExistsException exists = new VmExistsException(stored.name());
            exists.initCause(taken);
            throw exists;
        }
        changed.accept(new VmDefinitionChanged(stored.name()));
        return new StoredVm(stored, 1, status, 1);
    }

    private void insertRow(VmDefinition definition, VmStatus status) {
        List<Object> values = new ArrayList<>(List.of(
                definition.name().value(),
                rows.json(definition.labels()),
                rows.json(definition.spec()),
                definition.generation(),
                definition.restarts(),
                definition.deleting(),
                PassQueue.timestamp(definition.createdAt()),
                rows.json(status),
                definition.spec().qemu().version().toString()));
        values.addAll(StatusRow.values(status));
        jdbc.sql(INSERT).params(values).update();
    }

    private void insertLabels(VmDefinition definition) {
        definition
                .labels()
                .forEach((key, value) -> jdbc.sql("insert into vm_label (vm, label_key, label_value) values (?, ?, ?)")
                        .params(definition.name().value(), key, value)
                        .update());
    }

    @Override
    public Optional<StoredVm> find(VmName name) {
        return jdbc.sql("select * from vm where name = ?")
                .param(name.value())
                .query(rows::read)
                .optional();
    }

    @Override
    public StoredVm update(VmDefinition definition, long expectedVersion) {
        StoredVm updated = transactions.execute(transaction -> {
            StoredVm before = find(definition.name())
                    .filter(vm -> vm.definitionVersion() == expectedVersion)
                    .orElseThrow(() -> new StaleVersionException(definition.name()));
            updateRow(definition, expectedVersion);
            if (!before.definition().labels().equals(definition.labels())) {
                jdbc.sql("delete from vm_label where vm = ?")
                        .param(definition.name().value())
                        .update();
                insertLabels(definition);
            }
            queue.hurry(definition.name(), clock.instant());
            return new StoredVm(
                    withStoredPrecision(definition), expectedVersion + 1, before.status(), before.statusVersion());
        });
        changed.accept(new VmDefinitionChanged(definition.name()));
        return updated;
    }

    private void updateRow(VmDefinition definition, long expectedVersion) {
        int updated = jdbc.sql(UPDATE_DEFINITION)
                .params(
                        rows.json(definition.labels()),
                        rows.json(definition.spec()),
                        definition.generation(),
                        definition.restarts(),
                        definition.deleting(),
                        definition.spec().qemu().version().toString(),
                        definition.name().value(),
                        expectedVersion)
                .update();
        if (updated == 0) {
            throw new StaleVersionException(definition.name());
        }
    }

    @Override
    public boolean saveStatus(VmName name, VmStatus status, long expectedVersion, List<EventDraft> happened) {
        return transactions.execute(transaction -> {
            List<Object> values = new ArrayList<>(List.of(rows.json(status)));
            values.addAll(StatusRow.values(status));
            values.addAll(List.of(name.value(), expectedVersion));
            boolean written = jdbc.sql(UPDATE_STATUS).params(values).update() == 1;
            if (written) {
                events.append(happened);
            }
            return written;
        });
    }

    @Override
    public void remove(VmName name, List<EventDraft> happened) {
        transactions.executeWithoutResult(transaction -> {
            int removed = jdbc.sql("delete from vm where name = ?")
                    .param(name.value())
                    .update();
            queue.remove(name);
            if (removed == 1) {
                events.append(happened);
            }
        });
    }

    @Override
    public List<StoredVm> list(Query query) {
        StringBuilder sql = new StringBuilder("select * from vm where true");
        List<Object> values = new ArrayList<>();
        VmName after = query.after();
        if (after != null) {
            sql.append(" and name > ?");
            values.add(after.value());
        }
        query.labels().forEach((key, value) -> {
            sql.append(" and name in (select vm from vm_label where label_key = ? and label_value = ?)");
            values.addAll(List.of(key, value));
        });
        String condition = query.condition();
        if (condition != null) {
            sql.append(" and ").append(StatusRow.column(type(condition))).append(" = ?");
            values.add(truth(condition).toString());
        }
        sql.append(" order by name fetch first ? rows only");
        values.add(query.limit());
        return jdbc.sql(sql.toString()).params(values).query(rows::read).list();
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

    /** Databases keep microseconds. */
    private static VmDefinition withStoredPrecision(VmDefinition definition) {
        return new VmDefinition(
                definition.name(),
                definition.labels(),
                definition.spec(),
                definition.generation(),
                definition.restarts(),
                definition.deleting(),
                definition.createdAt().truncatedTo(ChronoUnit.MICROS));
    }
}

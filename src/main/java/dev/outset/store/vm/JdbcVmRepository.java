package dev.outset.store.vm;

import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.audit.AuditorAware;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.StatementBatch;
import dev.outset.store.database.StatementBatch.Write;
import dev.outset.store.event.EventDraft;
import dev.outset.store.event.JdbcEventLog;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmDefinitionChanged;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Stores VMs in the table {@code vm}. */
public final class JdbcVmRepository implements VmRepository {

    private static final String UPDATE_DEFINITION = """
            update vm set labels = ?, spec = ?, generation = ?, restarts = ?, deleting = ?, qemu_version = ?,
                          definition_version = definition_version + 1
            where name = ? and definition_version = ?""";

    private static final String UPDATE_STATUS =
            "update vm set status = ?, details = ?, status_version = status_version + 1, " + StatusColumns.ASSIGNMENTS
                    + " where name = ? and status_version = ?";

    private final JdbcClient jdbc;

    private final TransactionOperations transactions;

    private final ReconcileQueue queue;

    private final JdbcEventLog events;

    private final IdempotencyKeys keys;

    private final InstantSource clock;

    private final Consumer<VmDefinitionChanged> changed;

    private final VmRow rows = new VmRow();

    private final VmInserts inserts;

    private final IndexTables indexTables;

    private final GuestHolds holds;

    private final AuditSink audit;

    private final DefinitionAudit definitionAudit = new DefinitionAudit(rows);

    /**
     * Creates a repository.
     *
     * @param operations the database
     * @param batch runs several statements at once
     * @param transactions starts transactions
     * @param queue the queue of reconciliations
     * @param events the event log
     * @param keys the responses by Idempotency-Key
     * @param clock the current time
     * @param changed called after a definition was written and committed
     * @param audit receives what users do
     * @param creator provides the creator of a VM
     */
    public JdbcVmRepository(
            JdbcOperations operations,
            StatementBatch batch,
            TransactionOperations transactions,
            ReconcileQueue queue,
            JdbcEventLog events,
            IdempotencyKeys keys,
            InstantSource clock,
            Consumer<VmDefinitionChanged> changed,
            AuditSink audit,
            AuditorAware creator) {
        this.audit = audit;
        this.jdbc = JdbcClient.create(operations);
        this.inserts = new VmInserts(operations, batch, rows, creator);
        this.indexTables = new IndexTables(jdbc);
        this.holds = new GuestHolds(jdbc);
        this.transactions = transactions;
        this.queue = queue;
        this.events = events;
        this.keys = keys;
        this.clock = clock;
        this.changed = changed;
    }

    @Override
    public StoredVm insert(VmDefinition definition, VmStatus status, @Nullable StoredResponse answer) {
        StoredVm stored = new StoredVm(withStoredPrecision(definition), 1, status, 1);
        transactions.executeWithoutResult(transaction -> {
            if (answer != null) {
                keys.store(answer);
            }
            insertWhole(List.of(stored));
            audit.record(List.of(definitionAudit.created(stored.definition())));
        });
        changed.accept(new VmDefinitionChanged(definition.name()));
        return stored;
    }

    private void insertWhole(List<StoredVm> vms) {
        try {
            inserts.insert(vms, clock.instant());
        } catch (DuplicateKeyException taken) {
            VmExistsException exists =
                    new VmExistsException(vms.getFirst().definition().name());
            exists.initCause(taken);
            throw exists;
        }
    }

    @Override
    public List<StoredVm> insertAll(List<NewVm> vms) {
        List<StoredVm> stored = vms.stream()
                .map(vm -> new StoredVm(withStoredPrecision(vm.definition()), 1, vm.status(), 1))
                .toList();
        if (!stored.isEmpty()) {
            transactions.executeWithoutResult(transaction -> {
                insertWhole(stored);
                audit.record(stored.stream()
                        .map(vm -> definitionAudit.created(vm.definition()))
                        .toList());
            });
            // One notification wakes the scheduler, which finds all of them.
            changed.accept(new VmDefinitionChanged(stored.getLast().definition().name()));
        }
        return stored;
    }

    @Override
    public Optional<StoredVm> find(VmName name) {
        return jdbc.sql(GuestHolds.SELECT_VM)
                .param(name.value())
                .query(rows::read)
                .optional();
    }

    @Override
    public Optional<VmListRow> findRow(VmName name) {
        return jdbc.sql("select " + VmRow.LIST_COLUMNS + " from vm where name = ?")
                .param(name.value())
                .query(rows::readListRow)
                .optional();
    }

    @Override
    public StoredVm update(VmDefinition definition, long expectedVersion) {
        StoredVm updated = transactions.execute(transaction -> {
            StoredVm before = find(definition.name())
                    .filter(vm -> vm.definitionVersion() == expectedVersion)
                    .orElseThrow(() -> new StaleVersionException(definition.name()));
            updateRow(definition, expectedVersion);
            indexTables.update(before.definition(), definition);
            queue.requeueNow(definition.name(), clock.instant());
            audit.record(List.of(definitionAudit.changed(before.definition(), definition)));
            return new StoredVm(
                    withStoredPrecision(definition),
                    expectedVersion + 1,
                    before.status(),
                    before.statusVersion(),
                    before.hold());
        });
        changed.accept(new VmDefinitionChanged(definition.name()));
        return updated;
    }

    private void updateRow(VmDefinition definition, long expectedVersion) {
        int updated = jdbc.sql(UPDATE_DEFINITION)
                .params(
                        rows.json(definition.labels()),
                        rows.text(definition.spec()),
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
    public boolean saveStatus(VmName name, VmStatus status, long expectedVersion, List<EventDraft> newEvents) {
        return transactions.execute(transaction -> {
            StatusJson text = rows.text(status);
            List<@Nullable Object> values = new ArrayList<>();
            values.add(text.summary());
            values.add(text.details());
            values.addAll(StatusColumns.values(status));
            values.addAll(List.of(name.value(), expectedVersion));
            boolean written = events.append(new Write(UPDATE_STATUS, values), newEvents) == 1;
            if (!written) {
                transaction.setRollbackOnly();
            }
            return written;
        });
    }

    @Override
    public boolean mayLaunch(VmDefinition definition, long statusVersion) {
        return holds.mayLaunch(definition, statusVersion);
    }

    @Override
    public boolean hold(VmName name, GuestHold hold, long statusVersion) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> holds.hold(name, hold, statusVersion)));
    }

    @Override
    public boolean release(VmDefinition definition, List<EventDraft> newEvents) {
        VmName name = definition.name();
        boolean released = Boolean.TRUE.equals(transactions.execute(transaction -> {
            if (!holds.release(name)) {
                transaction.setRollbackOnly();
                return false;
            }
            events.append(newEvents);
            queue.requeueNow(name, clock.instant());
            audit.record(List.of(definitionAudit.released(definition)));
            return true;
        }));
        if (released) {
            changed.accept(new VmDefinitionChanged(name));
        }
        return released;
    }

    @Override
    public void clearRelease(VmName name) {
        holds.clearRelease(name);
    }

    @Override
    public void remove(VmName name, List<EventDraft> newEvents) {
        transactions.executeWithoutResult(transaction -> {
            boolean exists = jdbc.sql("select name from vm where name = ? for update")
                    .param(name.value())
                    .query(String.class)
                    .optional()
                    .isPresent();
            if (exists) {
                // Stored while the labels of the VM can still be read.
                events.append(newEvents);
            }
            jdbc.sql("delete from vm where name = ?").param(name.value()).update();
            indexTables.remove(name);
            holds.remove(name);
            queue.remove(name);
        });
    }

    @Override
    public VmPage list(Query query) {
        VmListQuery sql = VmListQuery.of(query);
        AtomicInteger found = new AtomicInteger();
        List<VmListRow> vms = jdbc.sql(sql.text())
                .params(sql.values())
                .query((row, number) -> {
                    found.setPlain(row.getInt(VmListQuery.FOUND));
                    return rows.readListRow(row, number);
                })
                .list();
        return new VmPage(vms, found.getPlain() > vms.size());
    }

    /** Truncates the creation time to the precision of the database. */
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

package dev.outset.store.vm;

import dev.outset.qemu.RunState;
import dev.outset.status.GuestHold;
import dev.outset.status.GuestLocation;
import dev.outset.status.VmStatus;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.audit.AuditorAware;
import dev.outset.store.database.LabelsColumn;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.Slice;
import dev.outset.store.database.SliceQuery;
import dev.outset.store.database.StatementBatch;
import dev.outset.store.database.StatementBatch.Rows;
import dev.outset.store.database.StatementBatch.Write;
import dev.outset.store.event.EventDraft;
import dev.outset.store.event.EventLog;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.idempotency.KeyTakenException;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmDefinitionChanged;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores VMs in the table {@code vm}. A write is committed when its method returns, and a write of a definition is on
 * disk. Publishes {@link VmDefinitionChanged} and {@link VmStatusSaved} after the commit.
 */
public class VmRepository {

    private static final String UPDATE_DEFINITION = """
            update vm set labels = ?, spec = ?, generation = ?, restarts = ?, deleting = ?, qemu_version = ?,
                          definition_version = definition_version + 1
            where name = ? and definition_version = ?""";

    private final JdbcClient jdbc;

    private final StatementBatch batch;

    private final TransactionOperations transactions;

    private final ReconcileQueue queue;

    private final EventLog events;

    private final IdempotencyKeys keys;

    private final InstantSource clock;

    private final Runnable diskSync;

    private final ApplicationEventPublisher publisher;

    private final AuditSink audit;

    private final AuditorAware creator;

    private final VmRow rows = new VmRow();

    private final DefinitionAudit definitionAudit = new DefinitionAudit(rows);

    private final GuestHolds holds;

    /**
     * Creates a repository.
     *
     * @param jdbc the database
     * @param batch runs several statements at once
     * @param transactions starts transactions
     * @param queue the queue of reconciliations
     * @param events the event log
     * @param keys the responses by Idempotency-Key
     * @param clock the current time
     * @param diskSync forces committed data to disk; called after each write of a definition
     * @param publisher receives the application events
     * @param audit receives what users do
     * @param creator provides the creator of a VM
     */
    public VmRepository(
            JdbcClient jdbc,
            StatementBatch batch,
            TransactionOperations transactions,
            ReconcileQueue queue,
            EventLog events,
            IdempotencyKeys keys,
            InstantSource clock,
            Runnable diskSync,
            ApplicationEventPublisher publisher,
            AuditSink audit,
            AuditorAware creator) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.transactions = transactions;
        this.queue = queue;
        this.events = events;
        this.keys = keys;
        this.clock = clock;
        this.diskSync = diskSync;
        this.publisher = publisher;
        this.audit = audit;
        this.creator = creator;
        this.holds = new GuestHolds(jdbc);
    }

    /**
     * Stores a new VM and queues its first reconciliation in one transaction.
     *
     * @throws VmExistsException if the name is taken
     */
    public StoredVm insert(VmDefinition definition, VmStatus status) {
        return insert(definition, status, null);
    }

    /**
     * Stores a new VM, queues its first reconciliation and stores the response in one transaction.
     *
     * @param definition the definition
     * @param status its first status
     * @param answer the response to store under the Idempotency-Key; null for a request without one
     * @throws VmExistsException if the name is taken
     * @throws KeyTakenException if the key is already used
     */
    public StoredVm insert(VmDefinition definition, VmStatus status, @Nullable StoredResponse answer) {
        return insertAll(List.of(new NewVm(definition, status)), answer).getFirst();
    }

    /**
     * Stores new VMs and their first events, and queues their first reconciliations in one transaction.
     *
     * @return the VMs in the given order
     * @throws VmExistsException if a name is taken
     */
    public List<StoredVm> insertAll(List<NewVm> vms) {
        return vms.isEmpty() ? List.of() : insertAll(vms, null);
    }

    /**
     * A new VM.
     *
     * @param definition the definition
     * @param status its first status
     */
    public record NewVm(VmDefinition definition, VmStatus status) {}

    private List<StoredVm> insertAll(List<NewVm> vms, @Nullable StoredResponse answer) {
        List<StoredVm> stored = vms.stream()
                .map(vm -> new StoredVm(vm.definition(), 1, vm.status(), 1))
                .toList();
        transactions.executeWithoutResult(transaction -> {
            if (answer != null) {
                keys.store(answer);
            }
            insertRows(stored);
            audit.record(stored.stream()
                    .map(vm -> definitionAudit.created(vm.definition()))
                    .toList());
        });
        // One notification wakes the scheduler, which finds all of them.
        changed(stored.getLast().definition().name());
        return stored;
    }

    /** Inserts a single VM in one round trip, and several with one batch per table. */
    private void insertRows(List<StoredVm> vms) {
        String principal = creator.current();
        List<VmDefinition> definitions = vms.stream().map(StoredVm::definition).toList();
        List<Rows> tables = Stream.of(
                        new Rows(
                                VmRow.INSERTED,
                                vms.stream()
                                        .map(vm -> rows.inserted(vm, principal))
                                        .toList()),
                        IndexTable.LABELS.rows(definitions),
                        IndexTable.SETTINGS.rows(definitions),
                        ReconcileQueue.rows(
                                definitions.stream().map(VmDefinition::name).toList(), clock.instant()))
                .filter(table -> !table.rows().isEmpty())
                .toList();
        List<EventDraft> created =
                definitions.stream().map(DefinitionEvents::created).toList();
        try {
            if (vms.size() == 1) {
                batch.run(Stream.concat(tables.stream().map(Rows::insert), events.writes(created).stream())
                        .toList());
            } else {
                tables.forEach(batch::insert);
                events.append(created);
            }
        } catch (DuplicateKeyException taken) {
            VmExistsException exists =
                    new VmExistsException(vms.getFirst().definition().name());
            exists.initCause(taken);
            throw exists;
        }
    }

    private void changed(VmName name) {
        // Synced before the write returns and the client receives a success response.
        diskSync.run();
        publisher.publishEvent(new VmDefinitionChanged(name));
    }

    /** Finds a VM; empty if it does not exist. */
    public Optional<StoredVm> find(VmName name) {
        return jdbc.sql(GuestHolds.SELECT_VM)
                .param(name.value())
                .query(rows::read)
                .optional();
    }

    /** Finds a VM as returned by the API; empty if it does not exist. */
    public Optional<VmListRow> findRow(VmName name) {
        return jdbc.sql("select " + VmRow.LIST_COLUMNS + " from vm where name = ?")
                .param(name.value())
                .query(rows::readListRow)
                .optional();
    }

    /**
     * Replaces a definition, stores the events of its change and queues a reconciliation in one transaction.
     *
     * @param definition the new definition
     * @param expectedVersion the version that the writer has read
     * @return the VM as it is now
     * @throws StaleVersionException if the definition was modified since it was read, or the VM was deleted
     */
    public StoredVm update(VmDefinition definition, long expectedVersion) {
        StoredVm updated = transactions.execute(transaction -> {
            StoredVm before = find(definition.name())
                    .filter(vm -> vm.definitionVersion() == expectedVersion)
                    .orElseThrow(() -> new StaleVersionException(definition.name()));
            updateRow(definition, expectedVersion);
            List<EventDraft> changes = DefinitionEvents.changed(before.definition(), definition, clock.instant());
            batch.run(Stream.concat(
                            Stream.of(IndexTable.values())
                                    .flatMap(table -> table.replace(before.definition(), definition).stream()),
                            events.writes(changes).stream())
                    .toList());
            queue.requeueNow(definition.name(), clock.instant());
            audit.record(List.of(definitionAudit.changed(before.definition(), definition)));
            return new StoredVm(
                    definition, expectedVersion + 1, before.status(), before.statusVersion(), before.hold());
        });
        changed(definition.name());
        return updated;
    }

    private void updateRow(VmDefinition definition, long expectedVersion) {
        int updated = jdbc.sql(UPDATE_DEFINITION)
                .params(
                        LabelsColumn.value(definition.labels()),
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

    /**
     * Replaces a status and stores events in one transaction.
     *
     * @param name the VM
     * @param status the new status
     * @param expectedVersion the version that the writer has read
     * @param newEvents the events to store
     * @return true if it was written; false if it was modified since it was read, or the VM was deleted
     */
    public boolean saveStatus(VmName name, VmStatus status, long expectedVersion, List<EventDraft> newEvents) {
        Write update = rows.statusUpdate(name, status, expectedVersion);
        boolean written = transactions.execute(transaction -> {
            boolean isCurrent = events.append(update, newEvents) == 1;
            if (!isCurrent) {
                transaction.setRollbackOnly();
            }
            return isCurrent;
        });
        if (written) {
            publisher.publishEvent(new VmStatusSaved(name, status, newEvents));
        }
        return written;
    }

    /**
     * Returns whether a QEMU may be launched for a VM: it is not held, its status has not changed since it was read,
     * and it was not deleted, or deleted and created again.
     *
     * @param definition the VM as it was read
     * @param statusVersion the version that was read
     */
    public boolean mayLaunch(VmDefinition definition, long statusVersion) {
        return holds.mayLaunch(definition, statusVersion);
    }

    /**
     * Holds a VM whose guest was found to have been migrated. Increments its status version by one.
     *
     * @param name the VM
     * @param hold the hold
     * @param statusVersion the version that was read
     * @return true if it is held now; false if the status has changed since it was read, or the VM was deleted
     */
    public boolean hold(VmName name, GuestHold hold, long statusVersion) {
        return transactions.execute(transaction -> holds.hold(name, hold, statusVersion));
    }

    /**
     * Releases a held VM, stores events and queues a reconciliation in one transaction.
     *
     * @param definition the definition of the VM, with its current labels
     * @param newEvents the events to store
     * @return whether it had a hold that a release can end
     */
    public boolean release(VmDefinition definition, List<EventDraft> newEvents) {
        VmName name = definition.name();
        boolean released = transactions.execute(transaction -> {
            if (!holds.release(name)) {
                transaction.setRollbackOnly();
                return false;
            }
            events.append(newEvents);
            queue.requeueNow(name, clock.instant());
            audit.record(List.of(definitionAudit.released(definition)));
            return true;
        });
        if (released) {
            changed(name);
        }
        return released;
    }

    /** Deletes a release that the controller has processed. Idempotent. */
    public void clearRelease(VmName name) {
        holds.clearRelease(name);
    }

    /**
     * Deletes a VM whose QEMU is stopped, and its entry in the queue. Its events remain. Idempotent.
     *
     * @param name the VM
     * @param newEvents the last events of the VM
     */
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
            batch.run(Stream.of(IndexTable.values())
                    .map(table -> table.delete(name))
                    .toList());
            holds.remove(name);
            queue.remove(name);
        });
    }

    /**
     * Lists a page of VMs in the order of their names.
     *
     * @throws IllegalArgumentException if the condition of the query is not valid
     */
    public Slice<VmListRow> list(Query query) {
        return SliceQuery.read(jdbc, VmListQuery.of(query), rows::readListRow);
    }

    /**
     * A query for VMs; all given filters must match.
     *
     * @param labels labels that a VM must have
     * @param condition a condition that a VM must have, such as {@code Verified:False}; null for any
     * @param runState the run state that QEMU last reported; null for any
     * @param guest the location of the guest; null for any
     * @param qemuVersion the QEMU release of the definition, such as {@code 11.1}; null for any
     * @param settings migration parameters, early or live, and capabilities, on or off, that the definition must
     *     request, in canonical form
     * @param after the last name of the previous page; null for the first page
     * @param limit the maximum number of VMs
     * @param bytes the maximum total length of their JSON in bytes; a single VM may exceed it
     */
    public record Query(
            Map<String, String> labels,
            @Nullable String condition,
            @Nullable RunState runState,
            @Nullable GuestLocation guest,
            @Nullable String qemuVersion,
            Map<String, String> settings,
            @Nullable VmName after,
            int limit,
            long bytes) {

        /** The default of {@code bytes}. */
        private static final long BYTES = 1 << 20;

        public Query {
            labels = Map.copyOf(labels);
            settings = Map.copyOf(settings);
        }

        /** Creates a query by labels and condition. */
        public Query(Map<String, String> labels, @Nullable String condition, @Nullable VmName after, int limit) {
            this(labels, condition, null, null, null, Map.of(), after, limit, BYTES);
        }

        /** Returns this query with other labels. */
        public Query withLabels(Map<String, String> others) {
            return new Query(others, condition, runState, guest, qemuVersion, settings, after, limit, bytes);
        }

        /** Returns this query with another limit. */
        public Query withLimit(int other) {
            return new Query(labels, condition, runState, guest, qemuVersion, settings, after, other, bytes);
        }
    }
}

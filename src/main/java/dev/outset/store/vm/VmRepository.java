package dev.outset.store.vm;

import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.idempotency.KeyTakenException;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores VMs. A write is on disk when its method returns. */
public interface VmRepository {

    /**
     * Stores a new VM and queues its first reconciliation in one transaction.
     *
     * @throws VmExistsException if the name is taken
     */
    default StoredVm insert(VmDefinition definition, VmStatus status) {
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
    StoredVm insert(VmDefinition definition, VmStatus status, @Nullable StoredResponse answer);

    /**
     * Stores new VMs and queues their first reconciliations in one transaction.
     *
     * @return the VMs in the given order
     * @throws VmExistsException if a name is taken
     */
    List<StoredVm> insertAll(List<NewVm> vms);

    /**
     * A new VM.
     *
     * @param definition the definition
     * @param status its first status
     */
    record NewVm(VmDefinition definition, VmStatus status) {}

    /** Finds a VM; empty if it does not exist. */
    Optional<StoredVm> find(VmName name);

    /** Finds a VM as returned by the API; empty if it does not exist. */
    Optional<VmListRow> findRow(VmName name);

    /**
     * Replaces a definition and queues a reconciliation.
     *
     * @param definition the new definition
     * @param expectedVersion the version that the writer has read
     * @return the VM as it is now
     * @throws StaleVersionException if the definition was modified since it was read, or the VM was deleted
     */
    StoredVm update(VmDefinition definition, long expectedVersion);

    /**
     * Replaces a status and stores events in one transaction.
     *
     * @param name the VM
     * @param status the new status
     * @param expectedVersion the version that the writer has read
     * @param events the events to store
     * @return true if it was written; false if it was modified since it was read, or the VM was deleted
     */
    boolean saveStatus(VmName name, VmStatus status, long expectedVersion, List<EventDraft> events);

    /**
     * Returns whether a QEMU may be launched for a VM: it is not held, its status has not changed since it was read,
     * and it was not deleted, or deleted and created again.
     *
     * @param definition the VM as it was read
     * @param statusVersion the version that was read
     */
    boolean mayLaunch(VmDefinition definition, long statusVersion);

    /**
     * Holds a VM whose guest was found to have been migrated. Increments its status version by one.
     *
     * @param name the VM
     * @param hold the hold
     * @param statusVersion the version that was read
     * @return true if it is held now; false if the status has changed since it was read, or the VM was deleted
     */
    boolean hold(VmName name, GuestHold hold, long statusVersion);

    /**
     * Releases a held VM, stores events and queues a reconciliation in one transaction.
     *
     * @param definition the definition of the VM, with its current labels
     * @param events the events to store
     * @return whether it had a hold that a release can end
     */
    boolean release(VmDefinition definition, List<EventDraft> events);

    /** Deletes a release that the controller has processed. Idempotent. */
    void clearRelease(VmName name);

    /**
     * Deletes a VM whose QEMU is stopped, and its entry in the queue. Its events remain. Idempotent.
     *
     * @param name the VM
     * @param events the last events of the VM
     */
    void remove(VmName name, List<EventDraft> events);

    /**
     * Lists a page of VMs in the order of their names.
     *
     * @param query what to list
     * @throws IllegalArgumentException if the condition of the query is not valid
     */
    VmPage list(Query query);

    /**
     * A query for VMs; all given filters must match.
     *
     * @param labels labels that a VM must have
     * @param condition a condition that a VM must have, such as {@code Verified:False}; null for any
     * @param qemuVersion the QEMU release of the definition, such as {@code 11.1}; null for any
     * @param parameters migration parameters, early or live, that the definition must request, in canonical form
     * @param after the last name of the previous page; null for the first page
     * @param limit the maximum number of VMs
     * @param bytes the maximum total length of their JSON in bytes; a single VM may exceed it
     */
    record Query(
            Map<String, String> labels,
            @Nullable String condition,
            @Nullable String qemuVersion,
            Map<String, String> parameters,
            @Nullable VmName after,
            int limit,
            long bytes) {

        /** The default of {@code bytes}. */
        private static final long BYTES = 1 << 20;

        public Query {
            labels = Map.copyOf(labels);
            parameters = Map.copyOf(parameters);
        }

        /** Creates a query by labels and condition. */
        public Query(Map<String, String> labels, @Nullable String condition, @Nullable VmName after, int limit) {
            this(labels, condition, null, Map.of(), after, limit, BYTES);
        }

        /** Returns this query with another limit. */
        public Query withLimit(int other) {
            return new Query(labels, condition, qemuVersion, parameters, after, other, bytes);
        }
    }
}

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

/** The VMs. A method that returns has written to disk what it says it wrote. */
public interface VmRepository {

    /**
     * Stores a new VM and queues its first pass, both or neither.
     *
     * @throws VmExistsException if the name is taken
     */
    default StoredVm insert(VmDefinition definition, VmStatus status) {
        return insert(definition, status, null);
    }

    /**
     * Stores a new VM, queues its first pass and remembers what is answered, all or nothing.
     *
     * @param definition the definition
     * @param status its first status
     * @param answer the answer under the request's key; null for a request without one
     * @throws VmExistsException if the name is taken
     * @throws KeyTakenException if the key is taken
     */
    StoredVm insert(VmDefinition definition, VmStatus status, @Nullable StoredResponse answer);

    /**
     * Stores new VMs and queues their first passes, all or nothing.
     *
     * @return the VMs in the order given
     * @throws VmExistsException if a name is taken
     */
    List<StoredVm> insertAll(List<NewVm> vms);

    /**
     * A VM that has not been stored yet.
     *
     * @param definition the definition
     * @param status its first status
     */
    record NewVm(VmDefinition definition, VmStatus status) {}

    /** A VM, if there is one of that name. */
    Optional<StoredVm> find(VmName name);

    /** A VM to be shown, if there is one of that name. */
    Optional<VmListRow> show(VmName name);

    /**
     * Replaces a definition and queues a pass.
     *
     * @param definition the new definition
     * @param expectedVersion the version that the writer has seen
     * @return the VM as it is now
     * @throws StaleVersionException if somebody else has written in between, or the VM is gone
     */
    StoredVm update(VmDefinition definition, long expectedVersion);

    /**
     * Replaces a status and stores what happened on the way, both or neither.
     *
     * @param name the VM
     * @param status the new status
     * @param expectedVersion the version that the writer has seen
     * @param events what happened
     * @return whether it was written; not if somebody else has written in between, or the VM is gone
     */
    boolean saveStatus(VmName name, VmStatus status, long expectedVersion, List<EventDraft> events);

    /**
     * Whether a QEMU may be launched for a VM: it is not held, its status is still the one that was read, and it has not been
     * deleted, nor deleted and created again.
     *
     * @param definition the VM as it was read
     * @param statusVersion the version that was read
     */
    boolean mayLaunch(VmDefinition definition, long statusVersion);

    /**
     * Holds a VM whose guest was found to have moved. Its status version goes up by one.
     *
     * @param name the VM
     * @param hold why
     * @param statusVersion the version that was read
     * @return whether it is held now; not if the status has changed since it was read, or the VM is gone
     */
    boolean hold(VmName name, GuestHold hold, long statusVersion);

    /**
     * Releases a VM that is held, stores what happened and queues a pass, all or nothing.
     *
     * @param definition the VM as its labels are
     * @param events what happened
     * @return whether it was held by something that a release ends
     */
    boolean release(VmDefinition definition, List<EventDraft> events);

    /** Forgets a release that the controller has acted on. Doing so twice is harmless. */
    void forgetRelease(VmName name);

    /**
     * Forgets a VM whose QEMU is gone, and its place in the queue. Doing so twice is harmless. Its events stay.
     *
     * @param name the VM
     * @param events what happened last
     */
    void remove(VmName name, List<EventDraft> events);

    /**
     * A page of VMs in the order of their names.
     *
     * @param query what to list
     * @throws IllegalArgumentException if the query's condition names no type or no truth
     */
    VmPage list(Query query);

    /**
     * What to list; every part that is given has to hold.
     *
     * @param labels labels that a VM must have
     * @param condition a condition that a VM must have, as {@code Verified:False}; null for any
     * @param qemuVersion the release it must ask for, as {@code 11.1}; null for any
     * @param parameters values it must want of migration parameters, early or live, in canonical form
     * @param after the last name of the page before; null for the first page
     * @param limit the most VMs to give
     * @param bytes how long their JSON may be together; a single VM may be longer
     */
    record Query(
            Map<String, String> labels,
            @Nullable String condition,
            @Nullable String qemuVersion,
            Map<String, String> parameters,
            @Nullable VmName after,
            int limit,
            long bytes) {

        /** For whom no other limit is set. */
        private static final long BYTES = 1 << 20;

        public Query {
            labels = Map.copyOf(labels);
            parameters = Map.copyOf(parameters);
        }

        /** A query by labels and condition. */
        public Query(Map<String, String> labels, @Nullable String condition, @Nullable VmName after, int limit) {
            this(labels, condition, null, Map.of(), after, limit, BYTES);
        }

        /** The same with another limit. */
        public Query withLimit(int other) {
            return new Query(labels, condition, qemuVersion, parameters, after, other, bytes);
        }
    }
}

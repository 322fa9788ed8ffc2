package dev.outset.store;

import dev.outset.status.VmStatus;
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
    StoredVm insert(VmDefinition definition, VmStatus status);

    /** A VM, if there is one of that name. */
    Optional<StoredVm> find(VmName name);

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
     * Replaces a status.
     *
     * @param name the VM
     * @param status the new status
     * @param expectedVersion the version that the writer has seen
     * @return whether it was written; not if somebody else has written in between, or the VM is gone
     */
    boolean saveStatus(VmName name, VmStatus status, long expectedVersion);

    /** Forgets a VM whose QEMU is gone. Doing so twice is harmless. */
    void remove(VmName name);

    /**
     * A page of VMs in the order of their names.
     *
     * @param query what to list
     */
    List<StoredVm> list(Query query);

    /**
     * What to list.
     *
     * @param labels labels that a VM must have
     * @param condition a condition that a VM must have, as {@code Verified:False}; null for any
     * @param after the last name of the page before; null for the first page
     * @param limit the most VMs to give
     */
    record Query(
            Map<String, String> labels,
            @Nullable String condition,
            @Nullable VmName after,
            int limit) {
        public Query {
            labels = Map.copyOf(labels);
        }
    }
}

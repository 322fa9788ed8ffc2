package dev.outset.migration.job;

import dev.outset.store.event.EventDraft;
import dev.outset.vm.VmName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The migrations, those that are over too. A VM takes part in one at a time: the database sees to that. */
public interface MigrationRepository {

    /**
     * Stores a new migration, holds both its VMs and queues its first step; all or nothing.
     *
     * @throws VmLockedException if one of the VMs takes part in another migration
     */
    MigrationJob insert(MigrationJob relocation);

    /** A migration; empty if there is none of that id. */
    Optional<MigrationJob> find(String id);

    /**
     * Replaces a migration and stores what happened, both or neither. One that is about to start holds the source's VM, so
     * that no QEMU is started for it; one that is over lets both its VMs go, the source only if the guest is not elsewhere.
     *
     * @return what is stored now; empty if somebody else has written since it was read
     */
    Optional<MigrationJob> save(MigrationJob relocation, List<EventDraft> events);

    /** Asks for an end, and makes the next step due now. */
    void cancel(String id);

    /**
     * A page of migrations, newest first.
     *
     * @param vm a VM that takes part; null for any
     * @param labels labels that both VMs must have now; one that is gone has none
     * @param before the id of the last one of the page before; null for the first page
     * @param limit the most to give
     * @param bytes how long their JSON may be together; a single migration may be longer
     */
    MigrationPage list(@Nullable VmName vm, Map<String, String> labels, @Nullable String before, int limit, long bytes);

    /** Whether a migration that has been about to start holds the source's VM. */
    boolean holdsGuest(MigrationJob relocation);

    /** Whether a VM takes part in a migration that is not over. */
    boolean holds(VmName vm);
}

package dev.outset.migration.job;

import dev.outset.store.event.EventDraft;
import dev.outset.vm.VmName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores migrations, including those that have ended. The database ensures that a VM takes part in one migration at a
 * time.
 */
public interface MigrationRepository {

    /**
     * Stores a new migration, locks both of its VMs and queues its first step in one transaction.
     *
     * @throws VmLockedException if one of the VMs takes part in another active migration
     */
    MigrationJob insert(MigrationJob migration);

    /** Finds a migration; empty if no migration has that id. */
    Optional<MigrationJob> find(String id);

    /**
     * Replaces a migration and stores its events in one transaction. A migration that enters
     * {@link MigrationJobState.Starting} holds the guest of the source, so that no QEMU is started for that VM. A
     * migration that ends unlocks both VMs; the hold on the source is removed only if the guest is not elsewhere.
     *
     * @return the stored migration; empty if it was modified since it was read
     */
    Optional<MigrationJob> save(MigrationJob migration, List<EventDraft> events);

    /** Requests cancellation and makes the next step due now. */
    void cancel(String id);

    /**
     * Lists a page of migrations, newest first.
     *
     * @param vm a VM that takes part in the migration; null for any
     * @param labels labels that both VMs must have now; a deleted VM has none
     * @param before the id of the last migration of the previous page; null for the first page
     * @param limit the maximum number of migrations
     * @param bytes the maximum total length of their JSON in bytes; a single migration may exceed it
     */
    MigrationPage list(@Nullable VmName vm, Map<String, String> labels, @Nullable String before, int limit, long bytes);

    /** Returns whether a migration holds the guest of its source. */
    boolean holdsGuest(MigrationJob migration);

    /** Returns whether a VM takes part in a migration that has not ended. */
    boolean isLocked(VmName vm);
}

package dev.outset.store.vm;

import dev.outset.binding.EnumLabels;
import dev.outset.status.GuestHold;
import dev.outset.store.database.Timestamps;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Stores the VMs for which no QEMU is started, because their guest was migrated or may have been, in the table
 * {@code guest_hold}.
 *
 * <p>A hold is stored before the command that migrates the guest, together with a new version of the VM's status. A
 * reconciliation that read the VM before can then neither write its status nor launch a QEMU.
 */
public final class GuestHolds {

    /** Selects a VM with its hold; {@link #read} reads the row. */
    static final String SELECT_VM = """
            select vm.*, h.reason as hold_reason, h.destination as hold_destination,
                   h.migration as hold_migration, h.since as hold_since
            from vm left join guest_hold h on h.vm = vm.name where vm.name = ?""";

    private final JdbcClient jdbc;

    /** Creates a store of holds. */
    public GuestHolds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Reads the hold from a row of {@link #SELECT_VM}; null if there is none. */
    static @Nullable GuestHold read(ResultSet row) throws SQLException {
        String reason = row.getString("hold_reason");
        return reason == null
                ? null
                : new GuestHold(
                        EnumLabels.find(GuestHold.Reason.class, reason).orElseThrow(),
                        row.getString("hold_destination"),
                        row.getString("hold_migration"),
                        Timestamps.instant(row, "hold_since"));
    }

    /**
     * Holds a VM, in the current transaction; replaces an existing hold.
     *
     * @return whether the VM exists
     */
    public boolean hold(VmName vm, GuestHold hold) {
        return hold(vm, hold, null);
    }

    /**
     * Holds a VM if its status has not changed since it was read, in the current transaction.
     *
     * @param statusVersion the version that was read; null for any
     * @return whether it is held
     */
    boolean hold(VmName vm, GuestHold hold, @Nullable Long statusVersion) {
        boolean isCurrent = fence(vm, statusVersion);
        if (isCurrent) {
            insert(vm, hold);
        }
        return isCurrent;
    }

    private void insert(VmName vm, GuestHold hold) {
        remove(vm);
        jdbc.sql("insert into guest_hold (vm, reason, destination, migration, since) values (?, ?, ?, ?, ?)")
                .param(vm.value())
                .param(hold.reason().toString())
                .param(hold.destination())
                .param(hold.migration())
                .param(Timestamps.timestamp(hold.since()))
                .update();
    }

    /**
     * Locks the row of the VM and increments its status version, which invalidates all statuses that were read before.
     */
    private boolean fence(VmName vm, @Nullable Long statusVersion) {
        return jdbc.sql("""
                                update vm set status_version = status_version + 1
                                where name = :vm and status_version = coalesce(:version, status_version)""")
                        .param("vm", vm.value())
                        .param("version", statusVersion, java.sql.Types.BIGINT)
                        .update()
                == 1;
    }

    /** Returns whether an active migration holds a VM. */
    public boolean isHeldBy(VmName vm, String migration) {
        return jdbc.sql("select count(*) from guest_hold where vm = ? and migration = ? and reason = ?")
                        .params(vm.value(), migration, GuestHold.Reason.MIGRATING.toString())
                        .query(Long.class)
                        .single()
                == 1;
    }

    /** Removes the hold of a migration that ended with the guest on the source or lost. */
    public void lift(VmName vm, String migration) {
        jdbc.sql("delete from guest_hold where vm = ? and migration = ? and reason = ?")
                .params(vm.value(), migration, GuestHold.Reason.MIGRATING.toString())
                .update();
    }

    /** Keeps the hold of a migration that ended, for another reason. */
    public void keep(VmName vm, String migration, GuestHold.Reason reason, Instant since) {
        jdbc.sql("update guest_hold set reason = ?, since = ? where vm = ? and migration = ? and reason = ?")
                .params(
                        reason.toString(),
                        Timestamps.timestamp(since),
                        vm.value(),
                        migration,
                        GuestHold.Reason.MIGRATING.toString())
                .update();
    }

    /**
     * Releases a VM, in the current transaction.
     *
     * @return whether it had a hold that a release can end
     */
    boolean release(VmName vm) {
        return fence(vm, null)
                && jdbc.sql("update guest_hold set reason = ? where vm = ? and reason not in (?, ?)")
                                .params(
                                        GuestHold.Reason.RELEASED.toString(),
                                        vm.value(),
                                        GuestHold.Reason.RELEASED.toString(),
                                        GuestHold.Reason.MIGRATING.toString())
                                .update()
                        == 1;
    }

    /** Deletes a release that the controller has processed. */
    void clearRelease(VmName vm) {
        jdbc.sql("delete from guest_hold where vm = ? and reason = ?")
                .params(vm.value(), GuestHold.Reason.RELEASED.toString())
                .update();
    }

    void remove(VmName vm) {
        jdbc.sql("delete from guest_hold where vm = ?").param(vm.value()).update();
    }

    /** Returns whether a VM is not held and its status has not changed since it was read. */
    boolean mayLaunch(VmDefinition vm, long statusVersion) {
        return jdbc.sql("""
                                select count(*) from vm where name = ? and created_at = ? and status_version = ?
                                and not exists (select 1 from guest_hold h
                                                where h.vm = vm.name and h.reason <> ?)""")
                        .params(
                                vm.name().value(),
                                Timestamps.timestamp(vm.createdAt()),
                                statusVersion,
                                GuestHold.Reason.RELEASED.toString())
                        .query(Long.class)
                        .single()
                == 1;
    }
}

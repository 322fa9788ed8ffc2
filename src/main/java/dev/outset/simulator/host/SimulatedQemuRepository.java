package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The table of simulated QEMUs. Updates succeed only if the version of the row is unchanged. */
final class SimulatedQemuRepository {

    private final JdbcClient jdbc;

    private final TransactionOperations transactions;

    /**
     * A simulated QEMU.
     *
     * @param vm the VM's name
     * @param boot the boot number of the VM
     * @param request the boot request as text
     * @param changes the changes since the boot as text
     * @param listensAt the address on which it listens for a migration; null for none
     * @param version the number of writes
     */
    record Row(
            String vm,
            long boot,
            String request,
            String changes,
            @Nullable String listensAt,
            long version) {

        Row changed(String newChanges, @Nullable String newListensAt) {
            return new Row(vm, boot, request, newChanges, newListensAt, version + 1);
        }
    }

    /**
     * An update of a row.
     *
     * @param old the row as it was read
     * @param row the new row
     */
    record Change(Row old, Row row) {}

    /**
     * A QEMU that listens for a migration.
     *
     * @param vm the VM's name
     * @param listensAt the address
     */
    record Listener(String vm, String listensAt) {}

    /**
     * The QEMU in a row and the version of the row.
     *
     * @param vm the VM's name
     * @param boot the boot number of the VM
     * @param version the number of writes
     */
    record RowVersion(String vm, long boot, long version) {}

    SimulatedQemuRepository(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    Optional<Row> find(String vm) {
        return jdbc.sql("select vm, boot, launch_order as request, state as changes, listens_at, version"
                        + " from simulated_qemu where vm = :vm")
                .param("vm", vm)
                .query(Row.class)
                .optional();
    }

    /** The versions of all rows, by VM. */
    List<RowVersion> versions() {
        return jdbc.sql("select vm, boot, version from simulated_qemu order by vm")
                .query(new SimplePropertyRowMapper<>(RowVersion.class))
                .list();
    }

    /** The result of storing a new QEMU. */
    enum SaveResult {
        SAVED,
        /** Another QEMU was stored first. */
        CONFLICT,
        NOT_PERMITTED
    }

    /**
     * Stores a new QEMU.
     *
     * @param old the row that it replaces; empty for none
     * @param permitted called after the row is written, in the same transaction; false rolls the transaction back
     */
    SaveResult save(Optional<Row> old, Row row, BooleanSupplier permitted) {
        return Objects.requireNonNull(transactions.execute(transaction -> {
            boolean written = old.map(found -> replace(found, row)).orElseGet(() -> insert(row));
            SaveResult result = !written
                    ? SaveResult.CONFLICT
                    : permitted.getAsBoolean() ? SaveResult.SAVED : SaveResult.NOT_PERMITTED;
            if (result != SaveResult.SAVED) {
                transaction.setRollbackOnly();
            }
            return result;
        }));
    }

    /** Inserts a row; false if the VM already has one. */
    private boolean insert(Row row) {
        try {
            jdbc.sql("insert into simulated_qemu (vm, boot, launch_order, state, listens_at, version)"
                            + " values (:vm, :boot, :request, :changes, :listensAt, :version)")
                    .paramSource(row)
                    .update();
            return true;
        } catch (DuplicateKeyException exists) {
            return false;
        }
    }

    /** Replaces a row; false if it was modified since it was read. */
    boolean replace(Row old, Row row) {
        return jdbc.sql(
                                "update simulated_qemu set boot = :boot, launch_order = :request, state = :changes,"
                                        + " listens_at = :listensAt, version = :version where vm = :vm and boot = :oldBoot and version = :oldVersion")
                        .param("boot", row.boot())
                        .param("request", row.request())
                        .param("changes", row.changes())
                        .param("listensAt", row.listensAt())
                        .param("version", row.version())
                        .param("vm", old.vm())
                        .param("oldBoot", old.boot())
                        .param("oldVersion", old.version())
                        .update()
                == 1;
    }

    /**
     * Replaces all given rows, or none; false if one of them was modified since it was read.
     *
     * @param written is notified, in the same transaction, of the VMs whose rows were written; null for no notification
     */
    boolean replaceAll(List<Change> changes, @Nullable QemuChangeListener written) {
        if (changes.size() == 1 && written == null) {
            return replace(changes.getFirst().old(), changes.getFirst().row());
        }
        // Always in the same order, so that transactions do not deadlock.
        List<Change> ordered = changes.stream()
                .sorted(Comparator.comparing(change -> change.old().vm()))
                .toList();
        return Boolean.TRUE.equals(transactions.execute(transaction -> {
            for (Change change : ordered) {
                if (!replace(change.old(), change.row())) {
                    transaction.setRollbackOnly();
                    return false;
                }
            }
            if (written != null) {
                changes.forEach(change -> written.changed(change.old().vm()));
            }
            return true;
        }));
    }

    /** All QEMUs that listen for a migration. */
    List<Listener> listeners() {
        return jdbc.sql("select vm, listens_at from simulated_qemu where listens_at is not null order by vm")
                .query(new SimplePropertyRowMapper<>(Listener.class))
                .list();
    }

    void delete(String vm) {
        jdbc.sql("delete from simulated_qemu where vm = :vm").param("vm", vm).update();
    }
}

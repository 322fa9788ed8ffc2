package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The table of simulated QEMUs. Every write names the version of the row it has read. */
final class SimulatedQemuRows {

    private final JdbcClient jdbc;

    private final TransactionOperations transactions;

    /**
     * A simulated QEMU.
     *
     * @param vm the VM's name
     * @param boot which start of the VM this is
     * @param request how it was started, as text
     * @param changes what has changed since, as text
     * @param listensAt where it listens for a migration; null for nowhere
     * @param version counts the writes
     */
    record Row(
            String vm,
            long boot,
            String request,
            String changes,
            @Nullable String listensAt,
            long version) {

        Row changed(String newChanges, @Nullable String place) {
            return new Row(vm, boot, request, newChanges, place, version + 1);
        }
    }

    /**
     * A row that is to take the place of another.
     *
     * @param old the row as it was read
     * @param row the row as it is to be
     */
    record Change(Row old, Row row) {}

    /**
     * Somebody who listens.
     *
     * @param vm the VM's name
     * @param at where
     */
    record Listener(String vm, String at) {}

    /**
     * Which QEMU stands in a row, and how often it was written.
     *
     * @param vm the VM's name
     * @param boot which start of the VM this is
     * @param version counts the writes
     */
    record Stamp(String vm, long boot, long version) {}

    SimulatedQemuRows(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    Optional<Row> find(String vm) {
        return jdbc.sql("select vm, boot, launch_order, state, listens_at, version from simulated_qemu"
                        + " where vm = :vm")
                .param("vm", vm)
                .query((row, _) -> new Row(
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6)))
                .optional();
    }

    /** Which QEMUs there are. */
    List<Stamp> stamps() {
        return jdbc.sql("select vm, boot, version from simulated_qemu order by vm")
                .query((row, _) -> new Stamp(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** What became of a row that is new. */
    enum Kept {
        KEPT,
        /** Another QEMU has come before it. */
        TAKEN,
        NOT_PERMITTED
    }

    /** Keeps a new QEMU. It is asked for the permission when the row is written: until the end no other can be kept. */
    Kept keep(Optional<Row> old, Row row, BooleanSupplier permitted) {
        return Objects.requireNonNull(transactions.execute(transaction -> {
            boolean written = old.map(found -> replace(found, row)).orElseGet(() -> insert(row));
            Kept kept = !written ? Kept.TAKEN : permitted.getAsBoolean() ? Kept.KEPT : Kept.NOT_PERMITTED;
            if (kept != Kept.KEPT) {
                transaction.setRollbackOnly();
            }
            return kept;
        }));
    }

    /** Adds a row; false if the VM has one already. */
    private boolean insert(Row row) {
        try {
            jdbc.sql("insert into simulated_qemu (vm, boot, launch_order, state, listens_at, version)"
                            + " values (:vm, :boot, :request, :changes, :listensAt, :version)")
                    .param("vm", row.vm())
                    .param("boot", row.boot())
                    .param("request", row.request())
                    .param("changes", row.changes())
                    .param("listensAt", row.listensAt())
                    .param("version", row.version())
                    .update();
            return true;
        } catch (DuplicateKeyException exists) {
            return false;
        }
    }

    /** Puts another QEMU in a row; false if the row has changed since it was read. */
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
     * Replaces several rows or none; false if one has changed since it was read.
     *
     * @param written is told, in the same transaction, whose rows were written; null for nobody
     */
    boolean replaceAll(List<Change> changes, @Nullable QemuChangeListener written) {
        if (changes.size() == 1 && written == null) {
            return replace(changes.getFirst().old(), changes.getFirst().row());
        }
        // In one order everywhere, so that two transactions never wait for each other.
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

    /** Everybody who listens. */
    List<Listener> listeners() {
        return jdbc.sql("select vm, listens_at from simulated_qemu where listens_at is not null order by vm")
                .query((row, _) -> new Listener(row.getString(1), row.getString(2)))
                .list();
    }

    void delete(String vm) {
        jdbc.sql("delete from simulated_qemu where vm = :vm").param("vm", vm).update();
    }
}

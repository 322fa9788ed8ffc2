package dev.outset.simulator.host;

import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of simulated QEMUs. Every write names the version of the row it has read. */
final class SimulatedQemuRows {

    private final JdbcClient jdbc;

    /**
     * A simulated QEMU.
     *
     * @param vm the VM's name
     * @param boot which start of the VM this is
     * @param request how it was started, as text
     * @param changes what has changed since, as text
     * @param version counts the writes
     */
    record Row(String vm, long boot, String request, String changes, long version) {

        Row changed(String newChanges) {
            return new Row(vm, boot, request, newChanges, version + 1);
        }
    }

    /**
     * Which QEMU stands in a row, and how often it was written.
     *
     * @param vm the VM's name
     * @param boot which start of the VM this is
     * @param version counts the writes
     */
    record Stamp(String vm, long boot, long version) {}

    SimulatedQemuRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Row> find(String vm) {
        return jdbc.sql("select vm, boot, launch_order, state, version from simulated_qemu where vm = :vm")
                .param("vm", vm)
                .query((row, _) ->
                        new Row(row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getLong(5)))
                .optional();
    }

    /** Which QEMUs there are. */
    List<Stamp> stamps() {
        return jdbc.sql("select vm, boot, version from simulated_qemu order by vm")
                .query((row, _) -> new Stamp(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Adds a row; false if the VM has one already. */
    boolean insert(Row row) {
        try {
            jdbc.sql("insert into simulated_qemu (vm, boot, launch_order, state, version)"
                            + " values (:vm, :boot, :request, :changes, :version)")
                    .param("vm", row.vm())
                    .param("boot", row.boot())
                    .param("request", row.request())
                    .param("changes", row.changes())
                    .param("version", row.version())
                    .update();
            return true;
        } catch (DuplicateKeyException exists) {
            return false;
        }
    }

    /** Puts another QEMU in a row; false if the row has changed since it was read. */
    boolean replace(Row old, Row row) {
        return jdbc.sql("update simulated_qemu set boot = :boot, launch_order = :request, state = :changes,"
                                + " version = :version where vm = :vm and boot = :oldBoot and version = :oldVersion")
                        .param("boot", row.boot())
                        .param("request", row.request())
                        .param("changes", row.changes())
                        .param("version", row.version())
                        .param("vm", old.vm())
                        .param("oldBoot", old.boot())
                        .param("oldVersion", old.version())
                        .update()
                == 1;
    }

    void delete(String vm) {
        jdbc.sql("delete from simulated_qemu where vm = :vm").param("vm", vm).update();
    }
}

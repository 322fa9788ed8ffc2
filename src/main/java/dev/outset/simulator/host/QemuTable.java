package dev.outset.simulator.host;

import dev.outset.simulator.QmpSession;
import dev.outset.simulator.QmpSession.Response;
import dev.outset.simulator.SimulatedQemu;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.host.SimulatedQemuRows.Row;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Simulated QEMUs as they stand in the table, and commands on them, one at a time for each QEMU. */
final class QemuTable {

    private final SimulatedQemuRows rows;

    private final SimulatedQemuCodec codec;

    private final InstantSource clock;

    private final MonitorEvents events;

    /**
     * A QEMU and the row it was read from.
     *
     * @param row the row
     * @param qemu the QEMU
     */
    record Stored(Row row, SimulatedQemu qemu) {}

    QemuTable(SimulatedQemuRows rows, SimulatedQemuCodec codec, InstantSource clock, MonitorEvents events) {
        this.rows = rows;
        this.codec = codec;
        this.clock = clock;
        this.events = events;
    }

    InstantSource clock() {
        return clock;
    }

    List<SimulatedQemuRows.Stamp> stamps() {
        return rows.stamps();
    }

    Optional<Stored> find(String vm) {
        return rows.find(vm).map(row -> new Stored(row, codec.decode(row.request(), row.changes())));
    }

    /** Keeps a new QEMU, unless one that was not read here has come before it. */
    boolean keep(Optional<Stored> old, String vm, SimulatedQemu qemu) {
        long version = old.map(stored -> stored.row().version() + 1).orElse(1L);
        Row row = new Row(vm, qemu.request().boot(), codec.encodeRequest(qemu), codec.encodeChanges(qemu), version);
        return old.map(stored -> rows.replace(stored.row(), row)).orElseGet(() -> rows.insert(row));
    }

    void forget(String vm) {
        rows.delete(vm);
    }

    /**
     * Lets a client's message be answered by the QEMU that it is connected to; empty when that QEMU is gone. What changes
     * is written before anybody hears of it.
     */
    Optional<Response> answer(String vm, long boot, QmpSession session, QmpSession.Input input, Object client) {
        while (true) {
            Optional<Stored> found = find(vm).filter(stored -> stored.row().boot() == boot);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Stored stored = found.get();
            Response response = session.respond(stored.qemu(), input, clock.instant());
            if (isKept(stored, response.qemu())) {
                session.settle(response);
                events.publish(vm, boot, response.events(), client);
                return Optional.of(response);
            }
        }
    }

    private boolean isKept(Stored stored, SimulatedQemu changed) {
        if (changed == stored.qemu()) {
            return true;
        }
        String changes = codec.encodeChanges(changed);
        return changes.equals(stored.row().changes())
                || rows.replace(stored.row(), stored.row().changed(changes));
    }
}

package dev.outset.simulator.host;

import dev.outset.simulator.QmpSession;
import dev.outset.simulator.QmpSession.Response;
import dev.outset.simulator.SimulatedPair;
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

    private final Crossings crossings;

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
        this.crossings = new Crossings(rows, codec, clock, events);
    }

    InstantSource clock() {
        return clock;
    }

    List<SimulatedQemuRows.Stamp> stamps() {
        return rows.stamps();
    }

    /** A VM's QEMU as it is now; what was due in its migration has happened. */
    Optional<Stored> find(String vm) {
        while (true) {
            Optional<Stored> found = load(vm);
            if (found.isEmpty() || !crossings.isLinked(found.get())) {
                return found;
            }
            Optional<Stored> advanced = crossings.advance(found.get());
            if (advanced.isPresent()) {
                return advanced;
            }
        }
    }

    private Optional<Stored> load(String vm) {
        return rows.find(vm).map(row -> new Stored(row, codec.decode(row.request(), row.changes())));
    }

    /** Keeps a new QEMU, unless one that was not read here has come before it. */
    boolean keep(Optional<Stored> old, String vm, SimulatedQemu qemu) {
        long version = old.map(stored -> stored.row().version() + 1).orElse(1L);
        Row row = new Row(
                vm,
                qemu.request().boot(),
                codec.encodeRequest(qemu),
                codec.encodeChanges(qemu),
                SimulatedPair.listensAt(qemu).orElse(null),
                version);
        return old.map(stored -> rows.replace(stored.row(), row)).orElseGet(() -> rows.insert(row));
    }

    void forget(String vm) {
        // What it has sent until now has arrived.
        find(vm);
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
            if (crossings.keep(stored, response.qemu())) {
                session.settle(response);
                events.publish(vm, boot, response.events(), client);
                return Optional.of(response);
            }
        }
    }
}

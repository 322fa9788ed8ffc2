package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import dev.outset.simulator.QmpSession;
import dev.outset.simulator.QmpSession.Response;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.host.SimulatedQemuRows.Row;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.SimulatedPair;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Simulated QEMUs as they stand in the table, and commands on them, one at a time for each QEMU. */
final class SimulatedQemus {

    private final SimulatedQemuRows rows;

    private final SimulatedQemuCodec codec;

    private final InstantSource clock;

    private final MonitorEvents events;

    private final QemuChangeListener changes;

    private final MigrationCoordinator crossings;

    private final AtomicLong forgotten = new AtomicLong();

    /**
     * A QEMU and the row it was read from.
     *
     * @param row the row
     * @param qemu the QEMU
     */
    record Stored(Row row, SimulatedQemu qemu) {}

    SimulatedQemus(
            SimulatedQemuRows rows,
            SimulatedQemuCodec codec,
            InstantSource clock,
            MonitorEvents events,
            QemuChangeListener changes) {
        this.rows = rows;
        this.codec = codec;
        this.clock = clock;
        this.events = events;
        this.changes = changes;
        this.crossings = new MigrationCoordinator(rows, codec, clock, events);
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

    /** As {@link #find(String)}, if it is still the start that is meant. */
    Optional<Stored> find(String vm, long boot) {
        return find(vm).filter(stored -> stored.row().boot() == boot);
    }

    private Optional<Stored> load(String vm) {
        return rows.find(vm).map(row -> new Stored(row, codec.decode(row.request(), row.changes())));
    }

    /** Keeps a new QEMU if that is permitted, unless one that was not read here has come before it. */
    SimulatedQemuRows.Kept keep(Optional<Stored> old, String vm, SimulatedQemu qemu, BooleanSupplier permitted) {
        long version = old.map(stored -> stored.row().version() + 1).orElse(1L);
        Row row = new Row(
                vm,
                qemu.request().boot(),
                codec.encodeRequest(qemu),
                codec.encodeChanges(qemu),
                SimulatedPair.listensAt(qemu).orElse(null),
                version);
        return rows.keep(old.map(Stored::row), row, permitted);
    }

    void forget(String vm) {
        // What it has sent until now has arrived.
        find(vm);
        rows.delete(vm);
        forgotten.incrementAndGet();
    }

    /** How many this process has forgotten: when it grows, what was read before may be gone. */
    long forgotten() {
        return forgotten.get();
    }

    /**
     * What a message was answered, and the QEMU as it is kept afterwards.
     *
     * @param response the answer
     * @param stored the QEMU
     */
    record Answered(Response response, Stored stored) {}

    /**
     * Lets a message of the service's own be answered by the QEMU that it is meant for; empty when that QEMU is gone. What
     * changes is written before anybody hears of it.
     *
     * @param known the QEMU as it was read a moment ago; null to read it
     */
    Optional<Answered> answer(
            String vm, long boot, @Nullable Stored known, QmpSession session, QmpSession.Input input, Object client) {
        return answer(vm, boot, known, session, input, client, null);
    }

    /** As {@link #answer}, for somebody else: what changes is announced in the transaction that writes it. */
    Optional<Response> answerStranger(String vm, long boot, QmpSession session, QmpSession.Input input, Object client) {
        return answer(vm, boot, null, session, input, client, changes).map(Answered::response);
    }

    private Optional<Answered> answer(
            String vm,
            long boot,
            @Nullable Stored known,
            QmpSession session,
            QmpSession.Input input,
            Object client,
            @Nullable QemuChangeListener written) {
        Optional<Stored> found = Optional.ofNullable(known);
        while (true) {
            found = found.filter(stored -> !crossings.isLinked(stored)).or(() -> find(vm, boot));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Response response = session.respond(found.get().qemu(), input, clock.instant());
            Optional<Stored> kept = crossings.keep(found.get(), response.qemu(), written);
            if (kept.isPresent()) {
                session.settle(response);
                events.publish(vm, boot, response.events(), client);
                return Optional.of(new Answered(response, kept.get()));
            }
            found = Optional.empty();
        }
    }
}

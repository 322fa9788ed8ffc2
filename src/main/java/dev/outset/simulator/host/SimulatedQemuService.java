package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import dev.outset.simulator.QmpSession;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.host.SimulatedQemuRepository.Row;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.SimulatedPair;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Loads and stores simulated QEMUs, and executes commands on them, one at a time for each QEMU. */
final class SimulatedQemuService {

    private final SimulatedQemuRepository rows;

    private final SimulatedQemuCodec codec;

    private final InstantSource clock;

    private final MonitorEvents events;

    private final QemuChangeListener changes;

    private final MigrationCoordinator coordinator;

    private final AtomicLong deletions = new AtomicLong();

    /**
     * A QEMU and the row it was read from.
     *
     * @param row the row
     * @param qemu the QEMU
     */
    record Stored(Row row, SimulatedQemu qemu) {}

    SimulatedQemuService(
            SimulatedQemuRepository rows,
            SimulatedQemuCodec codec,
            InstantSource clock,
            MonitorEvents events,
            QemuChangeListener changes) {
        this.rows = rows;
        this.codec = codec;
        this.clock = clock;
        this.events = events;
        this.changes = changes;
        this.coordinator = new MigrationCoordinator(rows, codec, clock, events);
    }

    InstantSource clock() {
        return clock;
    }

    List<SimulatedQemuRepository.RowVersion> versions() {
        return rows.versions();
    }

    /** The current QEMU of a VM, with its migration advanced to the current time. */
    Optional<Stored> find(String vm) {
        while (true) {
            Optional<Stored> found = coordinator.load(vm);
            if (found.isEmpty() || !SimulatedPair.isPartOfMigration(found.get().qemu())) {
                return found;
            }
            Optional<Stored> advanced = coordinator.advance(found.get());
            if (advanced.isPresent()) {
                return advanced;
            }
        }
    }

    /** As {@link #find(String)}; empty if the VM has a different boot number. */
    Optional<Stored> find(String vm, long boot) {
        return find(vm).filter(stored -> stored.row().boot() == boot);
    }

    /** Stores a new QEMU in place of {@code old} if that is permitted and no other QEMU was stored in the meantime. */
    SimulatedQemuRepository.SaveResult save(
            Optional<Stored> old, String vm, SimulatedQemu qemu, BooleanSupplier permitted) {
        long version = old.map(stored -> stored.row().version() + 1).orElse(1L);
        Row row = new Row(
                vm,
                qemu.request().boot(),
                codec.encodeRequest(qemu),
                codec.encodeChanges(qemu),
                SimulatedPair.listenAddress(qemu).orElse(null),
                version);
        return rows.save(old.map(Stored::row), row, permitted);
    }

    void delete(String vm) {
        // Advances its migration first, so that the peer receives everything sent so far.
        find(vm);
        rows.delete(vm);
        deletions.incrementAndGet();
    }

    /**
     * The number of QEMUs that this process has deleted. When it grows, a QEMU that was read earlier may be deleted.
     */
    long deletions() {
        return deletions.get();
    }

    /**
     * The response to a message and the QEMU as stored afterwards.
     *
     * @param response the response
     * @param stored the QEMU
     */
    record Answered(CommandResult response, Stored stored) {}

    /**
     * Executes a message of the service itself on the QEMU with a boot number; empty if that QEMU does not exist
     * anymore. Changes are stored before the events are published and the response is returned.
     *
     * @param known the QEMU if it was read recently; null to read it
     */
    Optional<Answered> answer(
            String vm, long boot, @Nullable Stored known, QmpSession session, Message input, Object client) {
        return answer(vm, boot, known, session, input, client, null);
    }

    /** As {@link #answer}, for an external client: changes are announced in the transaction that stores them. */
    Optional<CommandResult> answerExternal(String vm, long boot, QmpSession session, Message input, Object client) {
        return answer(vm, boot, null, session, input, client, changes).map(Answered::response);
    }

    private Optional<Answered> answer(
            String vm,
            long boot,
            @Nullable Stored known,
            QmpSession session,
            Message input,
            Object client,
            @Nullable QemuChangeListener written) {
        Optional<Stored> found = Optional.ofNullable(known);
        while (true) {
            found = found.filter(stored -> !SimulatedPair.isPartOfMigration(stored.qemu()))
                    .or(() -> find(vm, boot));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            CommandResult response = session.respond(found.get().qemu(), input, clock.instant());
            Optional<Stored> saved = coordinator.save(found.get(), response.qemu(), written);
            if (saved.isPresent()) {
                session.commit(response);
                events.publish(vm, boot, response.events(), client);
                return Optional.of(new Answered(response, saved.get()));
            }
            found = Optional.empty();
        }
    }
}

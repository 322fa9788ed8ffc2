package dev.outset.simulator.host;

import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import dev.outset.simulator.QmpSession;
import dev.outset.simulator.QmpText;
import dev.outset.simulator.SimulatedQemu;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.host.QemuTable.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the monitor of a simulated QEMU within this process. Nothing happens in such a QEMU while somebody waits
 * for it, so that receiving never waits: what is not there yet will not come before the deadline either.
 */
final class SimulatedQmpChannel implements QmpChannel {

    private final QemuTable table;

    private final MonitorEvents events;

    private final MonitorEvents.Listener listener;

    private final QmpSession session;

    private final String vm;

    private final long boot;

    private final Deque<QmpSession.Input> pending = new ArrayDeque<>();

    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    private boolean greeted;

    private boolean closed;

    /** A connection to a QEMU that was there a moment ago. */
    SimulatedQmpChannel(Simulator simulator, QemuTable table, MonitorEvents events, String vm, SimulatedQemu qemu) {
        this.table = table;
        this.events = events;
        this.vm = vm;
        this.boot = qemu.request().boot();
        this.session = new QmpSession(simulator, qemu.request().version());
        this.listener = new MonitorEvents.Listener(vm, boot, this, event -> received.add(QmpText.of(event.toJson())));
        events.add(listener);
    }

    @Override
    public synchronized void send(String line) {
        if (closed) {
            throw lost();
        }
        greet();
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        pending.addAll(session.feed(bytes, 0, bytes.length));
        work();
    }

    @Override
    public synchronized @Nullable String receive(Duration deadline) {
        greet();
        work();
        String line = received.poll();
        if (line == null && closed) {
            throw lost();
        }
        return line;
    }

    private void greet() {
        if (greeted || closed) {
            return;
        }
        Optional<Stored> stored = table.find(vm).filter(found -> found.row().boot() == boot);
        if (stored.isEmpty()) {
            close();
            return;
        }
        if (QmpSession.greets(stored.get().qemu(), table.clock().instant())) {
            received.add(QmpText.of(QmpSession.greeting(stored.get().qemu())));
            greeted = true;
        }
    }

    private void work() {
        while (greeted && !closed && !pending.isEmpty()) {
            Optional<QmpSession.Response> response = table.answer(vm, boot, session, pending.getFirst(), this);
            if (response.isEmpty()) {
                close();
                return;
            }
            response.get().messages().forEach(message -> received.add(QmpText.of(message)));
            switch (response.get().state()) {
                case OPEN -> pending.removeFirst();
                case WAITING -> {
                    return;
                }
                case CLOSED -> close();
            }
        }
    }

    private static QmpException lost() {
        return new QmpException(QmpException.Reason.CONNECTION_LOST, "The monitor closed the connection", null);
    }

    @Override
    public synchronized void close() {
        closed = true;
        events.remove(listener);
    }
}

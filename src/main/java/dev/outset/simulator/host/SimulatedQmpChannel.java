package dev.outset.simulator.host;

import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import dev.outset.simulator.QmpSession;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.host.SimulatedQemuService.Answered;
import dev.outset.simulator.host.SimulatedQemuService.Stored;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.qmp.QmpText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * An in-process connection to the monitor of a simulated QEMU. A simulated QEMU does not change while a client waits,
 * so {@link #receive} returns immediately: a message that is not available yet would not arrive before the deadline
 * either.
 */
final class SimulatedQmpChannel implements QmpChannel {

    private final SimulatedQemuService qemus;

    private final MonitorEvents events;

    private final MonitorEvents.Listener listener;

    private final QmpSession session;

    /**
     * How long a QEMU that was read is used without reading it again: the commands of a client follow each other
     * quickly.
     */
    private static final Duration CACHE_DURATION = Duration.ofMillis(50);

    private final String vm;

    private final long boot;

    private final Deque<Message> pending = new ArrayDeque<>();

    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    private Stored recent;

    private Instant readAt;

    private long deletionsAtRead;

    private boolean greeted;

    private boolean closed;

    /** A connection to a QEMU that was just read. */
    SimulatedQmpChannel(
            Simulator simulator, SimulatedQemuService qemus, MonitorEvents events, String vm, Stored stored) {
        this.qemus = qemus;
        this.events = events;
        this.vm = vm;
        this.boot = stored.row().boot();
        this.session = new QmpSession(simulator, stored.qemu().request().version());
        this.recent = stored;
        this.readAt = qemus.clock().instant();
        this.deletionsAtRead = qemus.deletions();
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
        executePending();
    }

    @Override
    public synchronized @Nullable String receive(Duration deadline) {
        greet();
        executePending();
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
        Optional<Stored> stored = Optional.ofNullable(cached()).or(() -> qemus.find(vm, boot));
        if (stored.isEmpty()) {
            close();
            return;
        }
        if (stored.get().qemu().isMonitorReady(qemus.clock().instant())) {
            received.add(QmpText.of(QmpSession.greeting(stored.get().qemu())));
            greeted = true;
        }
    }

    private void executePending() {
        while (greeted && !closed && !pending.isEmpty()) {
            Instant startedAt = qemus.clock().instant();
            long deletions = qemus.deletions();
            Stored known = cached();
            Optional<Answered> answered = qemus.answer(vm, boot, known, session, pending.getFirst(), this);
            if (answered.isEmpty()) {
                close();
                return;
            }
            recent = answered.get().stored();
            readAt = known == null ? startedAt : readAt;
            deletionsAtRead = known == null ? deletions : deletionsAtRead;
            CommandResult response = answered.get().response();
            response.messages().forEach(message -> received.add(QmpText.of(message)));
            switch (response.state()) {
                case OPEN -> pending.removeFirst();
                case WAITING -> {
                    return;
                }
                case CLOSED -> close();
            }
        }
    }

    private @Nullable Stored cached() {
        boolean isValid =
                qemus.clock().instant().isBefore(readAt.plus(CACHE_DURATION)) && qemus.deletions() == deletionsAtRead;
        return isValid ? recent : null;
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

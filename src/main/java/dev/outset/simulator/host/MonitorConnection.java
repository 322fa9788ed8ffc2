package dev.outset.simulator.host;

import dev.outset.simulator.QmpSession;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.host.SimulatedQemus.Stored;
import dev.outset.simulator.qmp.QmpText;
import dev.outset.simulator.state.SimulatedQemu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of a monitor's socket. One thread reads and executes; another writes, so that a client that does not read
 * holds up nobody else.
 */
final class MonitorConnection {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorConnection.class);

    private static final int BUFFER_BYTES = 16 << 10;

    /** How often a monitor that does not answer yet is asked again. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final SocketChannel socket;

    private final SimulatedQemus table;

    private final String vm;

    private final long boot;

    private final QmpSession session;

    private final SimulatorSettings settings;

    private final BlockingQueue<Outgoing> outgoing;

    private long unanswered;

    private volatile boolean closing;

    /** What the writer gets. */
    private sealed interface Outgoing {

        /** A message. */
        record Line(String text) implements Outgoing {}

        /** The end. */
        record End() implements Outgoing {}
    }

    MonitorConnection(
            SocketChannel socket,
            Simulator simulator,
            SimulatedQemus table,
            String vm,
            SimulatedQemu qemu,
            SimulatorSettings settings) {
        this.socket = socket;
        this.table = table;
        this.vm = vm;
        this.boot = qemu.request().boot();
        this.session = new QmpSession(simulator, qemu.request().version());
        this.settings = settings;
        this.outgoing = new ArrayBlockingQueue<>(settings.maxUnreadMessages());
    }

    /** Serves the client until it or the QEMU goes away. */
    void serve(MonitorEvents events) {
        MonitorEvents.Listener listener =
                new MonitorEvents.Listener(vm, boot, this, event -> send(QmpText.of(event.toJson())));
        Thread writer = Thread.ofVirtual().name("qmp-writer-" + vm).start(this::write);
        try {
            greet();
            events.add(listener);
            read();
        } catch (IOException | InterruptedException gone) {
            LOG.debug("A client of {} went away: {}", vm, gone.getMessage());
        } finally {
            events.remove(listener);
            end();
            join(writer);
            close();
        }
    }

    private void greet() throws InterruptedException {
        while (!closing) {
            Optional<Stored> stored = table.find(vm).filter(found -> found.row().boot() == boot);
            if (stored.isEmpty()) {
                closing = true;
            } else if (QmpSession.greets(stored.get().qemu(), table.clock().instant())) {
                send(QmpText.of(QmpSession.greeting(stored.get().qemu())));
                return;
            } else {
                Thread.sleep(PATIENCE);
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (!closing && socket.read(buffer) >= 0) {
            buffer.flip();
            unanswered += buffer.limit();
            for (QmpSession.Input input : session.feed(buffer.array(), 0, buffer.limit())) {
                unanswered = 0;
                answer(input);
            }
            if (unanswered > settings.maxCommand().toBytes()) {
                LOG.warn("A client of {} sent a command of more than {}", vm, settings.maxCommand());
                closing = true;
            }
            buffer.clear();
        }
    }

    private void answer(QmpSession.Input input) throws InterruptedException {
        while (!closing) {
            Optional<QmpSession.Response> response = table.answerStranger(vm, boot, session, input, this);
            response.ifPresent(each -> each.messages().forEach(message -> send(QmpText.of(message))));
            QmpSession.State state = response.map(QmpSession.Response::state).orElse(QmpSession.State.CLOSED);
            switch (state) {
                case OPEN -> {
                    return;
                }
                case WAITING -> Thread.sleep(PATIENCE);
                case CLOSED -> closing = true;
            }
        }
    }

    private void send(String line) {
        if (!outgoing.offer(new Outgoing.Line(line))) {
            LOG.warn("A client of {} does not read its messages", vm);
            close();
        }
    }

    private void write() {
        try {
            Outgoing next = outgoing.take();
            while (next instanceof Outgoing.Line(String text)) {
                ByteBuffer bytes = ByteBuffer.wrap((text + "\r\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    socket.write(bytes);
                }
                next = outgoing.take();
            }
        } catch (IOException | InterruptedException gone) {
            close();
        }
    }

    private void end() {
        if (!outgoing.offer(new Outgoing.End())) {
            close();
        }
    }

    private static void join(Thread writer) {
        try {
            writer.join(Duration.ofSeconds(1));
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads no further command, and ends the connection when what is on its way has been sent: QEMU answers {@code quit}. */
    void leave() {
        closing = true;
        try {
            socket.shutdownInput();
        } catch (IOException gone) {
            LOG.debug("A client of {} was gone already: {}", vm, gone.getMessage());
        }
    }

    /** Ends the connection at once. */
    void close() {
        closing = true;
        try {
            socket.close();
        } catch (IOException ignored) {
            // The descriptor is released all the same.
        }
    }
}

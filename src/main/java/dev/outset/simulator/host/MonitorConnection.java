package dev.outset.simulator.host;

import dev.outset.simulator.QmpSession;
import dev.outset.simulator.Simulator;
import dev.outset.simulator.host.SimulatedQemuService.Stored;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.qmp.CommandResult;
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
 * A client connection on a monitor socket. One thread reads and executes commands, another writes, so that a client
 * that does not read does not block other clients.
 */
final class MonitorConnection {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorConnection.class);

    private static final int BUFFER_BYTES = 16 << 10;

    /** The delay before a monitor that does not answer yet is tried again. */
    private static final Duration RETRY_DELAY = Duration.ofMillis(50);

    private final SocketChannel socket;

    private final SimulatedQemuService qemus;

    private final String vm;

    private final long boot;

    private final QmpSession session;

    private final SimulatorSettings settings;

    private final BlockingQueue<Outgoing> outgoing;

    private long unanswered;

    private volatile boolean closing;

    /** An item in the queue of the writer. */
    private sealed interface Outgoing {

        /** A message to write. */
        record Line(String text) implements Outgoing {}

        /** The end of the queue; the writer stops. */
        record End() implements Outgoing {}
    }

    MonitorConnection(
            SocketChannel socket,
            Simulator simulator,
            SimulatedQemuService qemus,
            String vm,
            SimulatedQemu qemu,
            SimulatorSettings settings) {
        this.socket = socket;
        this.qemus = qemus;
        this.vm = vm;
        this.boot = qemu.request().boot();
        this.session = new QmpSession(simulator, qemu.request().version());
        this.settings = settings;
        this.outgoing = new ArrayBlockingQueue<>(settings.maxUnreadMessages());
    }

    /** Serves the client until it disconnects or the QEMU ends. */
    void serve(MonitorEvents events) {
        MonitorEvents.Listener listener =
                new MonitorEvents.Listener(vm, boot, this, event -> send(QmpText.of(event.toJson())));
        Thread writer = Thread.ofVirtual().name("qmp-writer-" + vm).start(this::write);
        try {
            greet();
            events.add(listener);
            read();
        } catch (IOException | InterruptedException gone) {
            LOG.debug("A QMP client of {} disconnected: {}", vm, gone.getMessage());
        } finally {
            events.remove(listener);
            endWriter();
            join(writer);
            close();
        }
    }

    private void greet() throws InterruptedException {
        while (!closing) {
            Optional<Stored> stored = qemus.find(vm).filter(found -> found.row().boot() == boot);
            if (stored.isEmpty()) {
                closing = true;
            } else if (stored.get().qemu().isMonitorReady(qemus.clock().instant())) {
                send(QmpText.of(QmpSession.greeting(stored.get().qemu())));
                return;
            } else {
                Thread.sleep(RETRY_DELAY);
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (!closing && socket.read(buffer) >= 0) {
            buffer.flip();
            unanswered += buffer.limit();
            for (Message input : session.feed(buffer.array(), 0, buffer.limit())) {
                unanswered = 0;
                answer(input);
            }
            if (unanswered > settings.maxCommand().toBytes()) {
                LOG.warn(
                        "A QMP client of {} sent a command larger than {}; closing the connection",
                        vm,
                        settings.maxCommand());
                closing = true;
            }
            buffer.clear();
        }
    }

    private void answer(Message input) throws InterruptedException {
        while (!closing) {
            Optional<CommandResult> response = qemus.answerExternal(vm, boot, session, input, this);
            response.ifPresent(each -> each.messages().forEach(message -> send(QmpText.of(message))));
            CommandResult.State state = response.map(CommandResult::state).orElse(CommandResult.State.CLOSED);
            switch (state) {
                case OPEN -> {
                    return;
                }
                case WAITING -> Thread.sleep(RETRY_DELAY);
                case CLOSED -> closing = true;
            }
        }
    }

    private void send(String line) {
        if (!outgoing.offer(new Outgoing.Line(line))) {
            LOG.warn("A QMP client of {} does not read its messages; closing the connection", vm);
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

    private void endWriter() {
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

    /**
     * Stops reading commands and closes the connection after pending messages are written, so that {@code quit} is
     * answered.
     */
    void closeGracefully() {
        closing = true;
        try {
            socket.shutdownInput();
        } catch (IOException gone) {
            LOG.debug("A QMP client of {} was already disconnected: {}", vm, gone.getMessage());
        }
    }

    /** Closes the connection immediately. */
    void close() {
        closing = true;
        try {
            socket.close();
        } catch (IOException ignored) {
            // The descriptor is released even if closing fails.
        }
    }
}

package dev.outset.support;

import dev.outset.qmp.QmpSettings;
import dev.outset.qmp.UnixSocketQmpChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An external client of a QEMU monitor. Each call opens a connection, executes one command, and closes it.
 *
 * @param socket the monitor's socket
 * @param patience the timeout
 */
public record MonitorCalls(Path socket, Duration patience) {

    /** Executes a command and returns its result. */
    public JsonNode execute(String command, String arguments) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (UnixSocketQmpChannel channel = connect(deadline)) {
            channel.send("{\"execute\": \"qmp_capabilities\"}");
            reply(channel);
            channel.send("{\"execute\": \"" + command + "\", \"arguments\": " + arguments + "}");
            return reply(channel).path("return");
        }
    }

    private UnixSocketQmpChannel connect(long deadline) {
        QmpSettings defaults = QmpSettings.defaults();
        while (true) {
            try {
                return UnixSocketQmpChannel.connect(
                        socket, new QmpSettings(patience, defaults.maxLineBytes(), defaults.maxQueuedLines()));
            } catch (RuntimeException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private JsonNode reply(UnixSocketQmpChannel channel) {
        while (true) {
            String line = channel.receive(patience);
            if (line == null) {
                throw new AssertionError("No reply within " + patience);
            }
            JsonNode message = JsonMapper.shared().readTree(line);
            if (message.has("error")) {
                throw new AssertionError(line);
            }
            if (message.has("return")) {
                return message;
            }
        }
    }
}

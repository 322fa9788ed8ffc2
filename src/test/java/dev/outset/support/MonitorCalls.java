package dev.outset.support;

import dev.outset.qmp.QmpSettings;
import dev.outset.qmp.UnixSocketQmpChannel;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An external client of a QEMU monitor. Each call opens a connection, executes one command, and closes it.
 *
 * @param socket the monitor's socket
 * @param timeout how long a reply may take
 */
public record MonitorCalls(Path socket, Duration timeout) {

    /** Executes a command and returns its result. */
    public JsonNode execute(String command, String arguments) {
        try (UnixSocketQmpChannel channel = connect()) {
            channel.send("{\"execute\": \"qmp_capabilities\"}");
            reply(channel);
            channel.send("{\"execute\": \"" + command + "\", \"arguments\": " + arguments + "}");
            return reply(channel).path("return");
        }
    }

    private UnixSocketQmpChannel connect() {
        QmpSettings defaults = QmpSettings.defaults();
        return Await.success(() -> UnixSocketQmpChannel.connect(
                socket, new QmpSettings(timeout, defaults.maxLineBytes(), defaults.maxQueuedLines())));
    }

    private JsonNode reply(UnixSocketQmpChannel channel) {
        while (true) {
            String line = channel.receive(timeout);
            if (line == null) {
                throw new AssertionError("No reply within " + timeout);
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

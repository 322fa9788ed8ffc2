package dev.outset.support;

import dev.outset.qmp.QmpSettings;
import dev.outset.qmp.UnixSocketQmpChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody else at the monitor of a QEMU, who knows nothing of the service: each call connects, says one thing, and hangs
 * up.
 *
 * @param socket the monitor's socket
 * @param patience how long to wait for it
 */
public record MonitorCalls(Path socket, Duration patience) {

    /** Executes a command and gives what it returns. */
    public JsonNode execute(String command, String arguments) {
        try (UnixSocketQmpChannel channel = connect()) {
            channel.send("{\"execute\": \"qmp_capabilities\"}");
            reply(channel);
            channel.send("{\"execute\": \"" + command + "\", \"arguments\": " + arguments + "}");
            return reply(channel).path("return");
        }
    }

    private UnixSocketQmpChannel connect() {
        return Await.value(this::tryConnect, Optional::isPresent).orElseThrow();
    }

    private Optional<UnixSocketQmpChannel> tryConnect() {
        QmpSettings usual = QmpSettings.defaults();
        try {
            return Optional.of(UnixSocketQmpChannel.connect(
                    socket, new QmpSettings(patience, usual.maxLineBytes(), usual.maxQueuedLines())));
        } catch (RuntimeException unavailable) {
            return Optional.empty();
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

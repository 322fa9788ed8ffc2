package dev.outset.probe;

import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Replays the recorded replies of a QEMU binary. */
final class RecordedBinary implements ProbeHost {

    private final Map<String, JsonNode> replies = new HashMap<>();

    private final boolean incomingConfig;

    private int starts;

    /** Loads a recording from {@code corpus/replies}. */
    static RecordedBinary of(String recording) {
        return new RecordedBinary(recording, UnaryOperator.identity());
    }

    /** Loads a recording and changes each line. */
    static RecordedBinary of(String recording, UnaryOperator<String> change) {
        return new RecordedBinary(recording, change);
    }

    private RecordedBinary(String recording, UnaryOperator<String> change) {
        this.incomingConfig = recording.endsWith("incoming-config");
        String path = "/corpus/replies/" + recording + ".jsonl.gz";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(RecordedBinary.class.getResourceAsStream(path))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode exchange = JsonMapper.shared().readTree(change.apply(line));
                replies.put(key(exchange.get("command")), exchange.get("reply"));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String key(JsonNode command) {
        return command.get("execute").asString() + " " + command.path("arguments");
    }

    /** The number of starts. */
    int starts() {
        return starts;
    }

    @Override
    public Session start(Path binary, List<String> options) {
        starts++;
        boolean refuses = options.contains("config:") && !incomingConfig;
        return new Session() {
            private final QmpChannel channel = refuses ? new Closed() : new Replay();

            @Override
            public QmpChannel channel() {
                return channel;
            }

            @Override
            public String errors() {
                return refuses ? "qemu-system-x86_64: -incoming config:: unknown migration protocol: config:" : "";
            }

            @Override
            public void close() {
                channel.close();
            }
        };
    }

    private static final class Closed implements QmpChannel {
        @Override
        public void send(String line) {
            throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The process has exited", null);
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The process has exited", null);
        }

        @Override
        public void close() {}
    }

    private final class Replay implements QmpChannel {

        private final Queue<String> lines = new ArrayDeque<>(List.of(
                "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 0}, \"package\": \"\"},"
                        + " \"capabilities\": []}}"));

        @Override
        public void send(String line) {
            JsonNode command = JsonMapper.shared().readTree(line);
            String name = command.get("execute").asString();
            ObjectNode reply = name.equals("qmp_capabilities") || name.equals("quit")
                    ? JsonMapper.shared().readValue("{\"return\": {}}", ObjectNode.class)
                    : (ObjectNode) Objects.requireNonNull(replies.get(key(command)), line)
                            .deepCopy();
            lines.add(reply.set("id", command.get("id")).toString());
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            return lines.poll();
        }

        @Override
        public void close() {}
    }
}

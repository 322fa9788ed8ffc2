package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.qemu.GuestLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Simulated pairs do what pairs of real QEMUs did, row by row. */
class RecordedPairsTests {

    private static final JsonNode NOTHING = JsonMapper.shared().createObjectNode();

    /** As long as the recordings waited for an end. */
    private static final Duration END = Duration.ofSeconds(6);

    @Test
    void endAsRealPairsDid() throws IOException {
        Map<String, String> different = new TreeMap<>();
        int rows = 0;
        for (JsonNode recorded : recorded()) {
            rows++;
            String seen = seen(recorded);
            List<String> allowed = recorded.has("unstable")
                    ? recorded.get("unstable")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList()
                    : List.of(seen);
            String got = new Run(recorded).outcome();
            if (!allowed.contains(got)) {
                different.put(name(recorded), got + " instead of " + allowed);
            }
        }
        assertThat(rows).isGreaterThan(700);
        assertThat(different.keySet()).as("%s", different).isEmpty();
    }

    private static String name(JsonNode recorded) {
        return recorded.get("sourceVersion").asString() + "-"
                + recorded.get("destinationVersion").asString() + " "
                + recorded.get("name").asString();
    }

    private static String seen(JsonNode recorded) {
        JsonNode seen = recorded.get("seen");
        if (seen.has("launch")) {
            return "not launched";
        }
        JsonNode refused = seen.path("refused");
        return refused.isObject()
                ? refused.get("side").asString() + " refused: "
                        + refused.get("error").asString()
                : seen.get("outcome").asString();
    }

    private static List<JsonNode> recorded() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/corpus/pairs"))) {
            for (Path file : files.sorted().toList()) {
                Files.readAllLines(file)
                        .forEach(line -> all.add(JsonMapper.shared().readTree(line)));
            }
        }
        return all;
    }

    /** One recorded row carried out with simulated QEMUs. */
    private static final class Run {

        private final JsonNode recorded;

        private final SimulatedPairTable table;

        Run(JsonNode recorded) {
            this.recorded = recorded;
            String machine = recorded.path("machine")
                    .asString(recorded.get("defaultMachine").asString());
            this.table = new SimulatedPairTable(
                    boot("source", machine, List.of()),
                    boot(
                            "destination",
                            recorded.path("destinationMachine").asString(machine),
                            List.of("-incoming", "defer")));
        }

        private SimulatedQemu boot(String side, String machine, List<String> more) {
            List<String> arguments = new ArrayList<>(List.of("-nodefaults", "-machine", machine));
            JsonNode given = recorded.get(side).path("arguments");
            if (given.isArray()) {
                given.forEach(word -> arguments.add(word.asString()));
            } else {
                arguments.addAll(List.of("-m", "64"));
            }
            arguments.addAll(more);
            return SimulatedPairTable.boot(recorded.get(side + "Version").asString(), GuestLoad.IDLE, arguments);
        }

        String outcome() {
            if (table.source().end().isPresent() || table.destination().end().isPresent()) {
                return "not launched";
            }
            String uri = recorded.path("uri").asString("unix:/tmp/m.sock").replace("DIR/", "/tmp/");
            boolean late = recorded.path("destinationLate").asBoolean(false);
            Optional<String> refused = set("source")
                    .or(() -> uri.startsWith("file:") ? send("source", "migrate", uri(uri)) : Optional.empty())
                    .or(() -> late ? Optional.empty() : set("destination"))
                    .or(() -> send("destination", "migrate-incoming", uri(uri)))
                    .or(() -> late ? set("destination") : Optional.empty())
                    .or(() -> uri.startsWith("file:") ? Optional.empty() : send("source", "migrate", uri(uri)));
            if (refused.isPresent()) {
                return refused.get();
            }
            table.pass(END);
            return end();
        }

        private static ObjectNode uri(String uri) {
            return JsonMapper.shared().createObjectNode().put("uri", uri);
        }

        private Optional<String> set(String side) {
            ObjectNode capabilities = JsonMapper.shared().createObjectNode();
            JsonNode wanted = recorded.get(side).path("capabilities");
            wanted.forEachEntry((name, on) -> capabilities
                    .withArray("capabilities")
                    .addObject()
                    .put("capability", name)
                    .put("state", on.asBoolean()));
            Optional<String> refused =
                    wanted.isEmpty() ? Optional.empty() : send(side, "migrate-set-capabilities", capabilities);
            JsonNode parameters = recorded.get(side).path("parameters");
            return refused.or(
                    () -> parameters.isEmpty() ? Optional.empty() : send(side, "migrate-set-parameters", parameters));
        }

        private Optional<String> send(String side, String command, JsonNode arguments) {
            Optional<JsonNode> reply = side.equals("source")
                    ? table.toSource(command, arguments)
                    : table.toDestination(command, arguments);
            return reply.filter(each -> each.has("error"))
                    .map(each -> side + " refused: " + each.at("/error/desc").asString());
        }

        private String status() {
            return table.toSource("query-migrate", NOTHING)
                    .map(reply -> reply.at("/return/status").asString("none"))
                    .orElse("gone");
        }

        private String end() {
            String status = status();
            if (table.destination().end(table.now()).isPresent()) {
                return "destination-exit";
            }
            return switch (status) {
                case "completed" -> table.destination().runState() == RunState.INMIGRATE ? "silent-hang" : "ok";
                case "failed" -> "source-failed";
                default -> "stuck";
            };
        }
    }
}

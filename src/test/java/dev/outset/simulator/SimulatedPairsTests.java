package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.RunState;
import dev.outset.simulator.state.SimulatedQemu;
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

/** Compares simulated pairs with recordings of pairs of real QEMUs. */
class SimulatedPairsTests {

    private static final JsonNode NOTHING = JsonMapper.shared().createObjectNode();

    /** The time that the recordings waited for an outcome. */
    private static final Duration END = Duration.ofSeconds(6);

    /** The names of rows whose outcome differs, with the reason. */
    private static final Map<String, String> OTHER_OUTCOMES = Map.of(
            "7.2-9.2 multifd compression zstd/zstd",
            "recorded once; whether a page shares a packet with a sync flag is a race, which this run won",
            "7.2-9.2 multifd zlib level 1/9",
            "recorded once; 7.2 ignores the level, so this equals the pair 'zlib/zlib', which was recorded as stuck",
            "7.2-9.2 multifd compression zstd/none",
            "recorded once; the destination waits or exits, depending on which channel it reads first");

    /**
     * Rows whose states differ from the single recorded run because of a race: whether the source has written
     * everything when the destination exits because of a device, and how far it gets after lost pages.
     */
    private static final List<String> RACES = List.of(
            "11.1-11.1 device missing on destination",
            "9.2-11.1 device missing on destination",
            "7.2-7.2 device at another address",
            "7.2-9.2 device at another address",
            "9.2-9.2 device at another address",
            "7.2-9.2 cpus 2/1",
            "7.2-9.2 multifd 4, return-path, events");

    /** Rows that use files: a simulated source does not store them, so a simulated destination cannot read them. */
    private static final List<String> FILES = List.of(
            "file plain",
            "file mapped-ram both",
            "file mapped-ram source only",
            "file mapped-ram destination only",
            "file mapped-ram multifd both",
            "file mapped-ram multifd channels 2/8");

    @Test
    void matchRecordedOutcomes() throws IOException {
        Map<String, String> different = new TreeMap<>();
        int rows = 0;
        for (JsonNode recorded : recorded()) {
            List<String> allowed = recorded.has("unstable")
                    ? recorded.get("unstable")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList()
                    : List.of(seen(recorded));
            String got = new Run(recorded).outcome();
            boolean file = FILES.contains(recorded.get("name").asString()) && got.contains("No such file");
            rows++;
            if (!allowed.contains(got) && !file) {
                different.put(name(recorded), got + " instead of " + allowed);
            }
        }
        assertThat(rows).isGreaterThan(700);
        assertThat(different.keySet()).as("%s", different).isEqualTo(OTHER_OUTCOMES.keySet());
    }

    @Test
    void matchRecordedStates() throws IOException {
        Map<String, String> different = new TreeMap<>();
        int compared = 0;
        for (JsonNode recorded : recorded()) {
            Run run = new Run(recorded);
            if (recorded.has("unstable") || !run.outcome().equals(seen(recorded))) {
                continue;
            }
            for (var state : run.states().entrySet()) {
                JsonNode seen = recorded.get("seen").at(state.getKey());
                boolean known = seen.isString() && !seen.asString().equals("source-gone");
                compared += known ? 1 : 0;
                if (known && !seen.asString().equals(state.getValue())) {
                    different.put(
                            name(recorded) + " " + state.getKey(), state.getValue() + " instead of " + seen.asString());
                }
            }
        }
        assertThat(compared).isGreaterThan(2_000);
        different.keySet().removeIf(row -> RACES.stream().anyMatch(row::contains));
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

    /** Runs one recorded row with simulated QEMUs. */
    private static final class Run {

        private final JsonNode recorded;

        private final SimulatedPairHarness harness;

        Run(JsonNode recorded) {
            this.recorded = recorded;
            String machine = recorded.path("machine")
                    .asString(recorded.get("defaultMachine").asString());
            this.harness = new SimulatedPairHarness(
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
            return SimulatedPairHarness.boot(recorded.get(side + "Version").asString(), GuestLoad.IDLE, arguments);
        }

        String outcome() {
            if (harness.source().end().isPresent()
                    || harness.destination().end().isPresent()) {
                return "not launched";
            }
            String uri = recorded.path("uri").asString("unix:/tmp/m.sock").replace("DIR/", "/tmp/");
            boolean late = recorded.path("destinationLate").asBoolean(false);
            Optional<String> refused = set("source")
                    .or(() -> late ? Optional.empty() : set("destination"))
                    .or(() -> uri.startsWith("file:") ? send("source", "migrate", uri(uri)) : Optional.empty())
                    .or(() -> send("destination", "migrate-incoming", uri(uri)))
                    .or(() -> late ? set("destination") : Optional.empty())
                    .or(() -> uri.startsWith("file:") ? Optional.empty() : send("source", "migrate", uri(uri)));
            if (refused.isPresent()) {
                return refused.get();
            }
            harness.advance(END);
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
                    ? harness.toSource(command, arguments)
                    : harness.toDestination(command, arguments);
            return reply.filter(each -> each.has("error"))
                    .map(each -> side + " refused: " + each.at("/error/desc").asString());
        }

        /** The states that both sides report, by their JSON pointer in a recording. */
        Map<String, String> states() {
            Map<String, String> states = new TreeMap<>();
            states.put("/source/status", status());
            states.put("/source/runState", harness.source().runState().toString());
            if (harness.destination().isMonitorReady(harness.now())) {
                harness.toDestination("query-migrate", NOTHING)
                        .map(reply -> reply.at("/return/status"))
                        .filter(JsonNode::isString)
                        .ifPresent(status -> states.put("/destination/status", status.asString()));
                states.put(
                        "/destination/runState",
                        harness.destination().runState().toString());
            }
            return states;
        }

        private String status() {
            return harness.toSource("query-migrate", NOTHING)
                    .map(reply -> reply.at("/return/status").asString("none"))
                    .orElse("gone");
        }

        private String end() {
            String status = status();
            if (harness.destination().end(harness.now()).isPresent()) {
                return "destination-exit";
            }
            return switch (status) {
                case "completed" -> harness.destination().runState() == RunState.INMIGRATE ? "silent-hang" : "ok";
                case "failed" -> "source-failed";
                default -> "stuck";
            };
        }
    }
}

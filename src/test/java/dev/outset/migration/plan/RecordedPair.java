package dev.outset.migration.plan;

import dev.outset.binding.RecordReader;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.support.RequestReader;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The recorded behaviour of a pair of real QEMUs.
 *
 * @param json the recording
 */
record RecordedPair(JsonNode json) {

    private static final RecordReader READER = RequestReader.READER;

    private static final List<String> RECORDED = List.of("-m", "64");

    String name() {
        return json.get("sourceVersion").asString() + "-"
                + json.get("destinationVersion").asString() + " "
                + json.get("name").asString();
    }

    /** Returns the plan request that corresponds to the recording. */
    PlanRequest request(MigrationPlanner planner) {
        String machine =
                json.path("machine").asString(json.get("defaultMachine").asString());
        return new PlanRequest(
                endpoint(planner, "source", machine),
                endpoint(planner, "destination", json.path("destinationMachine").asString(machine)),
                uri(),
                null,
                json.path("destinationLate").asBoolean(false)
                        ? DestinationSettings.AFTER_LISTENING
                        : DestinationSettings.BEFORE_LISTENING);
    }

    private String uri() {
        return json.path("uri").asString("unix:migration.sock").replace("DIR/", "");
    }

    private EndpointSpec endpoint(MigrationPlanner planner, String side, String machine) {
        JsonNode given = json.get(side);
        ObjectNode spec = JsonMapper.shared().createObjectNode();
        spec.putObject("qemu")
                .put("version", json.get(side + "Version").asString())
                .put("incomingConfig", false);
        spec.putObject("machine").put("type", machine);
        ObjectNode migration = spec.putObject("migration");
        migration.set(
                "capabilities",
                given.has("capabilities")
                        ? given.get("capabilities")
                        : JsonMapper.shared().createObjectNode());
        migration.set(
                "live",
                given.has("parameters")
                        ? given.get("parameters")
                        : JsonMapper.shared().createObjectNode());
        return planner.endpoint(side, spec(spec), arguments(given), "/run/" + side + ".qmp");
    }

    private static VmSpec spec(ObjectNode spec) {
        return Objects.requireNonNull(READER.read(spec, VmSpec.class).value());
    }

    private static List<String> arguments(JsonNode given) {
        return given.has("arguments")
                ? given.get("arguments").valueStream().map(JsonNode::asString).toList()
                : RECORDED;
    }

    /** Returns the verdicts that match the recording; several if the recording marks the outcome as unstable. */
    Set<CompatibilityVerdict> matchingVerdicts() {
        JsonNode seen = json.get("seen");
        if (seen.has("refused")) {
            JsonNode refused = seen.get("refused");
            return Set.of(CompatibilityVerdict.refused(
                    Side.valueOf(refused.get("side").asString().toUpperCase(Locale.ROOT)),
                    refused.get("error").asString()));
        }
        if (seen.has("launch")) {
            return Set.of(CompatibilityVerdict.refused(Side.SOURCE, "unsupported machine type"));
        }
        Stream<String> words = json.has("unstable")
                ? json.get("unstable").valueStream().map(JsonNode::asString)
                : Stream.of(seen.get("outcome").asString());
        return words.map(CompatibilityOutcome::of).map(CompatibilityVerdict::of).collect(Collectors.toSet());
    }

    /** Reads recordings from the lines of a file. */
    static List<RecordedPair> read(Stream<String> lines) {
        List<RecordedPair> pairs = new ArrayList<>();
        lines.filter(line -> !line.isBlank())
                .forEach(line -> pairs.add(new RecordedPair(JsonMapper.shared().readTree(line))));
        return pairs;
    }
}

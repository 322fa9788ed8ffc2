package dev.outset.migration.job;

import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.migration.endpoint.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Converts requests, states and progress to and from JSON. */
final class MigrationJobCodec {

    private final RecordReader reader = RecordReader.forTrustedInput();

    private final RecordWriter writer = new RecordWriter();

    private final JsonMapper mapper = JsonMapper.shared();

    String request(MigrationRequest request) {
        return writer.text(request);
    }

    MigrationRequest request(String json) {
        return read(json, MigrationRequest.class);
    }

    @Nullable String progress(@Nullable MigrationProgress progress) {
        return progress == null ? null : writer.text(progress);
    }

    @Nullable MigrationProgress progress(@Nullable String json) {
        return json == null ? null : read(json, MigrationProgress.class);
    }

    private <T extends Record> T read(String json, Class<T> type) {
        ReadResult<T> reading = reader.read(mapper.readTree(json), type);
        T value = reading.value();
        if (value == null || reading.violations().hasErrors()) {
            throw new IllegalStateException("A stored " + type.getSimpleName() + " cannot be read: "
                    + reading.violations().errors());
        }
        return value;
    }

    /** Returns a state as JSON, without its phase. */
    String state(MigrationJobState state) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (state) {
            case MigrationJobState.Preparing ignored -> {}
            case MigrationJobState.Applying applying -> node.set("context", context(applying.context()));
            case MigrationJobState.Starting starting -> node.set("context", context(starting.context()));
            case MigrationJobState.Running running -> {
                node.set("context", context(running.context()));
                node.put("since", running.since().toString()).put("timedOut", running.timedOut());
                if (running.completedAt() != null) {
                    node.put("completedAt", running.completedAt().toString());
                }
            }
            case MigrationJobState.Restoring restoring -> {
                node.set("context", context(restoring.context()));
                node.set("result", result(restoring.result()));
                node.put("since", restoring.since().toString());
            }
            case MigrationJobState.Ended ended -> node.set("result", result(ended.result()));
        }
        return node.toString();
    }

    /** Reads the state of a phase from JSON. */
    MigrationJobState state(MigrationPhase phase, String json) {
        JsonNode node = mapper.readTree(json);
        JsonNode context = node.path("context");
        return switch (phase) {
            case PREPARING -> new MigrationJobState.Preparing();
            case APPLYING -> new MigrationJobState.Applying(context(context));
            case STARTING -> new MigrationJobState.Starting(context(context));
            case RUNNING ->
                new MigrationJobState.Running(
                        context(context),
                        instant(node, "since"),
                        node.has("completedAt") ? instant(node, "completedAt") : null,
                        node.path("timedOut").asBoolean());
            case RESTORING ->
                new MigrationJobState.Restoring(context(context), result(node.path("result")), instant(node, "since"));
            case ENDED -> new MigrationJobState.Ended(result(node.path("result")));
        };
    }

    private static Instant instant(JsonNode node, String name) {
        return Instant.parse(node.path(name).asString(""));
    }

    private static ObjectNode result(MigrationResult ending) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("result", ending.result().toString())
                .put("reason", ending.reason())
                .put("message", ending.message())
                .put("guest", ending.guest().toString());
    }

    private static MigrationResult result(JsonNode node) {
        MigrationResult.Result result =
                MigrationResult.Result.of(node.path("result").asString(""));
        return new MigrationResult(
                result,
                node.path("reason").asString(""),
                node.path("message").asString(""),
                node.has("guest") ? MigrationResult.Guest.of(node.path("guest").asString("")) : guestAfter(result));
    }

    /** Results that an earlier version stored do not contain the location of the guest. */
    private static MigrationResult.Guest guestAfter(MigrationResult.Result result) {
        return switch (result) {
            case COMPLETED -> MigrationResult.Guest.DESTINATION;
            case CANCELLED -> MigrationResult.Guest.SOURCE;
            case FAILED -> MigrationResult.Guest.UNKNOWN;
        };
    }

    private static ObjectNode context(MigrationContext context) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode actions = node.putArray("actions");
        for (PlannedAction action : context.actions()) {
            ObjectNode written = actions.addObject();
            written.put("kind", action.kind().name())
                    .put("side", action.side().name())
                    .put("command", action.command());
            written.set("arguments", action.arguments());
            written.set("inForce", action.inForce());
        }
        node.set("source", snapshot(context.source()));
        node.set("destination", snapshot(context.destination()));
        return node;
    }

    private static ObjectNode snapshot(MigrationContext.Snapshot snapshot) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("boot", snapshot.boot())
                .put("status", snapshot.status());
        node.set("capabilities", snapshot.settings().capabilities());
        node.set("parameters", snapshot.settings().parameters());
        return node;
    }

    private static MigrationContext context(JsonNode node) {
        return new MigrationContext(
                node.path("actions")
                        .valueStream()
                        .map(MigrationJobCodec::action)
                        .toList(),
                snapshot(node.path("source")),
                snapshot(node.path("destination")));
    }

    private static PlannedAction action(JsonNode node) {
        return new PlannedAction(
                PlannedAction.Kind.valueOf(node.path("kind").asString("")),
                Side.valueOf(node.path("side").asString("")),
                node.path("command").asString(""),
                (ObjectNode) node.get("arguments"),
                (ObjectNode) node.get("inForce"));
    }

    private static MigrationContext.Snapshot snapshot(JsonNode node) {
        return new MigrationContext.Snapshot(
                node.path("boot").asLong(),
                new QemuSettings((ObjectNode) node.get("capabilities"), (ObjectNode) node.get("parameters")),
                node.path("status").asString(""));
    }
}

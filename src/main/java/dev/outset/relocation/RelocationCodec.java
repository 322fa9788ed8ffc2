package dev.outset.relocation;

import dev.outset.binding.Reading;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.pairing.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Requests, states and progress as JSON and back. */
final class RelocationCodec {

    private final RecordReader reader = RecordReader.ofWritten();

    private final RecordWriter writer = new RecordWriter();

    private final JsonMapper mapper = JsonMapper.shared();

    String request(RelocationRequest request) {
        return writer.text(request);
    }

    RelocationRequest request(String json) {
        return read(json, RelocationRequest.class);
    }

    @Nullable String progress(@Nullable Progress progress) {
        return progress == null ? null : writer.text(progress);
    }

    @Nullable Progress progress(@Nullable String json) {
        return json == null ? null : read(json, Progress.class);
    }

    private <T extends Record> T read(String json, Class<T> type) {
        Reading<T> reading = reader.read(mapper.readTree(json), type);
        T value = reading.value();
        if (value == null || reading.violations().hasErrors()) {
            throw new IllegalStateException("A stored " + type.getSimpleName() + " cannot be read: "
                    + reading.violations().errors());
        }
        return value;
    }

    /** The text of a state, without its phase. */
    String state(RelocationState state) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (state) {
            case RelocationState.Preparing ignored -> {}
            case RelocationState.Applying applying -> node.set("course", course(applying.course()));
            case RelocationState.Starting starting -> node.set("course", course(starting.course()));
            case RelocationState.Moving moving -> {
                node.set("course", course(moving.course()));
                node.put("since", moving.since().toString()).put("timedOut", moving.timedOut());
                if (moving.completedAt() != null) {
                    node.put("completedAt", moving.completedAt().toString());
                }
            }
            case RelocationState.Restoring restoring -> {
                node.set("course", course(restoring.course()));
                node.set("ending", ending(restoring.ending()));
                node.put("since", restoring.since().toString());
            }
            case RelocationState.Ended ended -> node.set("ending", ending(ended.ending()));
        }
        return node.toString();
    }

    /** The state of a phase and a text. */
    RelocationState state(Phase phase, String json) {
        JsonNode node = mapper.readTree(json);
        JsonNode course = node.path("course");
        return switch (phase) {
            case PREPARING -> new RelocationState.Preparing();
            case APPLYING -> new RelocationState.Applying(course(course));
            case STARTING -> new RelocationState.Starting(course(course));
            case MOVING ->
                new RelocationState.Moving(
                        course(course),
                        instant(node, "since"),
                        node.has("completedAt") ? instant(node, "completedAt") : null,
                        node.path("timedOut").asBoolean());
            case RESTORING ->
                new RelocationState.Restoring(course(course), ending(node.path("ending")), instant(node, "since"));
            case ENDED -> new RelocationState.Ended(ending(node.path("ending")));
        };
    }

    private static Instant instant(JsonNode node, String name) {
        return Instant.parse(node.path(name).asString(""));
    }

    private static ObjectNode ending(Ending ending) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("result", ending.result().toString())
                .put("reason", ending.reason())
                .put("message", ending.message())
                .put("guest", ending.guest().toString());
    }

    private static Ending ending(JsonNode node) {
        Ending.Result result = Ending.Result.of(node.path("result").asString(""));
        return new Ending(
                result,
                node.path("reason").asString(""),
                node.path("message").asString(""),
                node.has("guest") ? Ending.Guest.of(node.path("guest").asString("")) : guestAfter(result));
    }

    /** Endings that an earlier version has stored say no more than this. */
    private static Ending.Guest guestAfter(Ending.Result result) {
        return switch (result) {
            case COMPLETED -> Ending.Guest.DESTINATION;
            case CANCELLED -> Ending.Guest.SOURCE;
            case FAILED -> Ending.Guest.UNKNOWN;
        };
    }

    private static ObjectNode course(Course course) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode actions = node.putArray("actions");
        for (Action action : course.actions()) {
            ObjectNode written = actions.addObject();
            written.put("kind", action.kind().name())
                    .put("side", action.side().name())
                    .put("command", action.command());
            written.set("arguments", action.arguments());
            written.set("inForce", action.inForce());
        }
        node.set("source", found(course.source()));
        node.set("destination", found(course.destination()));
        return node;
    }

    private static ObjectNode found(Course.Found found) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("boot", found.boot()).put("status", found.status());
        node.set("capabilities", found.before().capabilities());
        node.set("parameters", found.before().parameters());
        return node;
    }

    private static Course course(JsonNode node) {
        return new Course(
                node.path("actions").valueStream().map(RelocationCodec::action).toList(),
                found(node.path("source")),
                found(node.path("destination")));
    }

    private static Action action(JsonNode node) {
        return new Action(
                Action.Kind.valueOf(node.path("kind").asString("")),
                Side.valueOf(node.path("side").asString("")),
                node.path("command").asString(""),
                (ObjectNode) node.get("arguments"),
                (ObjectNode) node.get("inForce"));
    }

    private static Course.Found found(JsonNode node) {
        return new Course.Found(
                node.path("boot").asLong(),
                new Settings((ObjectNode) node.get("capabilities"), (ObjectNode) node.get("parameters")),
                node.path("status").asString(""));
    }
}

package dev.outset.simulator;

import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Converts faults to JSON and back. */
final class FaultCodec {

    private FaultCodec() {}

    static ObjectNode encode(Fault fault) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (fault) {
            case Fault.SlowStep slow ->
                node.put("kind", "slow-step")
                        .put("step", slow.step().label())
                        .put("duration", slow.duration().toString());
            case Fault.LateObject late ->
                node.put("kind", "late-object").put("duration", late.duration().toString());
            case Fault.BlockedMonitor blocked -> blocked(node.put("kind", "blocked-monitor"), blocked.duration());
            case Fault.DroppedConnection dropped ->
                node.put("kind", "dropped-connection")
                        .put("afterCommands", dropped.afterCommands())
                        .put("times", dropped.times());
            case Fault.ErrorOnApply error ->
                node.put("kind", "error-on-apply").put("desc", error.desc()).put("times", error.times());
            case Fault.IgnoredValue ignored ->
                node.put("kind", "ignored-value")
                        .put("parameter", ignored.parameter())
                        .put("times", ignored.times());
            case Fault.CrashAt crash ->
                node.put("kind", "crash-at").put("step", crash.step().label()).put("boots", crash.boots());
        };
    }

    private static ObjectNode blocked(ObjectNode node, @Nullable Duration duration) {
        return duration == null ? node : node.put("duration", duration.toString());
    }

    static Fault decode(JsonNode node) {
        return switch (node.path("kind").asString("")) {
            case "slow-step" -> new Fault.SlowStep(step(node), duration(node));
            case "late-object" -> new Fault.LateObject(duration(node));
            case "blocked-monitor" -> new Fault.BlockedMonitor(node.has("duration") ? duration(node) : null);
            case "dropped-connection" ->
                new Fault.DroppedConnection(
                        node.path("afterCommands").asInt(), node.path("times").asInt());
            case "error-on-apply" ->
                new Fault.ErrorOnApply(
                        node.path("desc").asString(""), node.path("times").asInt());
            case "ignored-value" ->
                new Fault.IgnoredValue(
                        node.path("parameter").asString(""), node.path("times").asInt());
            case "crash-at" -> new Fault.CrashAt(step(node), node.path("boots").asInt());
            default -> throw new IllegalArgumentException("Unknown kind of fault: " + node.path("kind"));
        };
    }

    private static BootStep step(JsonNode node) {
        return BootStep.of(node.path("step").asString(""));
    }

    private static Duration duration(JsonNode node) {
        return Duration.parse(node.path("duration").asString(""));
    }
}

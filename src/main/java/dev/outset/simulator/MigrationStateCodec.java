package dev.outset.simulator;

import dev.outset.qemu.GuestLoad;
import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.state.MigrationState;
import dev.outset.simulator.state.MigrationState.Incoming;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.state.Peer;
import dev.outset.simulator.state.RunState;
import dev.outset.simulator.stream.StreamOutcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Converts the migrations of a QEMU, and the load of its guest, to JSON and back. */
final class MigrationStateCodec {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MigrationStateCodec() {}

    static ObjectNode encode(GuestLoad load) {
        ObjectNode node = NODES.objectNode();
        if (load.usedMemory() != null) {
            node.put("used", load.usedMemory());
        }
        node.put("dirtied", load.dirtiedPerSecond()).put("link", load.linkPerSecond());
        if (load.channelPerSecond() != null) {
            node.put("channel", load.channelPerSecond());
        }
        return node;
    }

    static GuestLoad load(JsonNode node) {
        return node.isObject()
                ? new GuestLoad(
                        node.has("used") ? Long.valueOf(node.get("used").asLong()) : null,
                        node.path("dirtied").asLong(),
                        node.path("link").asLong(),
                        node.has("channel") ? Long.valueOf(node.get("channel").asLong()) : null)
                : GuestLoad.IDLE;
    }

    static ObjectNode encode(MigrationState state) {
        ObjectNode node = NODES.objectNode();
        if (state.outgoing() != null) {
            node.set("outgoing", outgoing(state.outgoing()));
        }
        Incoming incoming = state.incoming();
        if (incoming != null) {
            ObjectNode members = node.putObject("incoming");
            members.put("status", incoming.status().toString()).put("blocked", incoming.blocked());
            members.set("source", peer(incoming.source()));
        }
        return node;
    }

    static MigrationState decode(JsonNode node) {
        return node.isObject()
                ? new MigrationState(outgoing(node.get("outgoing")), incoming(node.get("incoming")))
                : MigrationState.NONE;
    }

    private static @Nullable Incoming incoming(@Nullable JsonNode node) {
        return node == null
                ? null
                : new Incoming(
                        status(node),
                        peer(node.path("source")),
                        node.path("blocked").asBoolean());
    }

    private static ObjectNode peer(Peer peer) {
        return NODES.objectNode().put("vm", peer.vm()).put("boot", peer.boot());
    }

    private static Peer peer(JsonNode node) {
        return new Peer(node.path("vm").asString(""), node.path("boot").asLong());
    }

    private static ObjectNode outgoing(OutgoingMigration outgoing) {
        ObjectNode node = NODES.objectNode();
        node.put("status", outgoing.status().toString());
        node.put("target", outgoing.connection().target());
        node.put("transport", outgoing.connection().transport());
        if (outgoing.connection().peer() != null) {
            node.set("peer", peer(outgoing.connection().peer()));
        }
        if (outgoing.connection().outcome() != null) {
            node.set("outcome", outcome(outgoing.connection().outcome()));
        }
        OutgoingMigration.Progress progress = outgoing.progress();
        node.putArray("progress")
                .add(progress.remaining())
                .add(progress.dirty())
                .add(progress.transferred())
                .add(progress.iteration())
                .add(progress.throttle());
        node.put("startedAt", outgoing.startedAt().toString());
        node.put("at", outgoing.at().toString());
        if (outgoing.stoppedAt() != null) {
            node.put("stoppedAt", outgoing.stoppedAt().toString());
        }
        return node.put("before", outgoing.previousRunState().label()).put("error", outgoing.error());
    }

    private static MigrationStatus status(JsonNode node) {
        return MigrationStatus.find(node.path("status").asString("")).orElseThrow(IllegalArgumentException::new);
    }

    private static @Nullable OutgoingMigration outgoing(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        JsonNode progress = node.path("progress");
        return new OutgoingMigration(
                status(node),
                new OutgoingMigration.Connection(
                        node.path("target").asString(""),
                        node.path("transport").asString(""),
                        node.has("peer") ? peer(node.get("peer")) : null,
                        node.has("outcome") ? outcome(node.get("outcome")) : null),
                new OutgoingMigration.Progress(
                        progress.get(0).asLong(),
                        progress.get(1).asLong(),
                        progress.get(2).asLong(),
                        progress.get(3).asInt(),
                        progress.get(4).asInt()),
                Instant.parse(node.path("startedAt").asString("")),
                Instant.parse(node.path("at").asString("")),
                node.has("stoppedAt") ? Instant.parse(node.get("stoppedAt").asString("")) : null,
                RunState.of(node.path("before").asString("")),
                node.path("error").asString(""));
    }

    private static ObjectNode outcome(StreamOutcome outcome) {
        ObjectNode node = NODES.objectNode();
        node.put("kind", outcome.kind().name()).put("at", outcome.stage().name());
        node.put("sourceError", outcome.sourceError()).put("blocks", outcome.blocksMonitor());
        ArrayNode stderr = node.putArray("stderr");
        outcome.stderr().forEach(stderr::add);
        return node;
    }

    private static StreamOutcome outcome(JsonNode node) {
        return new StreamOutcome(
                StreamOutcome.Kind.valueOf(node.path("kind").asString("")),
                StreamOutcome.Stage.valueOf(node.path("at").asString("")),
                node.path("sourceError").asString(""),
                node.path("stderr").valueStream().map(JsonNode::asString).toList(),
                node.path("blocks").asBoolean());
    }
}

package dev.outset.simulator;

import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.qapi.JsonMessages;
import dev.outset.simulator.qapi.JsonMessages.Message;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One client's connection to a monitor ({@code monitor/qmp.c}): turns its bytes into messages and remembers what was
 * negotiated. Not thread-safe; the QEMU it talks to is handed in each time.
 */
public final class QmpSession {

    private final Simulator simulator;

    private final JsonMessages parser;

    private final Deque<Input> inputs = new ArrayDeque<>();

    private QmpMode mode = QmpMode.NEGOTIATION;

    private int commands;

    /**
     * A message that came in, or bytes that were none.
     *
     * @param message what the parser made of it
     */
    public record Input(Message message) {}

    /**
     * What a message led to.
     *
     * @param qemu the QEMU afterwards
     * @param messages what this client gets, in order
     * @param events how many of them are events that every other client gets, too
     * @param state what becomes of the connection
     */
    public record Response(SimulatedQemu qemu, List<JsonNode> messages, int events, State state) {
        public Response {
            messages = List.copyOf(messages);
        }
    }

    /** What becomes of a connection after a message. */
    public enum State {
        /** It goes on. */
        OPEN,
        /** The monitor does not answer yet; the same message has to be tried again later. */
        WAITING,
        /** It is closed. */
        CLOSED
    }

    /** A connection that was just accepted by a QEMU of a release. */
    public QmpSession(Simulator simulator, QemuVersion version) {
        this.simulator = simulator;
        this.parser = new JsonMessages(
                simulator.release(version).behaviour().jsonErrors(), message -> inputs.add(new Input(message)));
    }

    /** What QEMU sends first. */
    public static ObjectNode greeting(SimulatedQemu qemu) {
        ObjectNode greeting = JsonNodeFactory.instance.objectNode();
        ObjectNode body = greeting.putObject("QMP");
        body.set("version", QmpCommands.version(qemu.boot().release()));
        ArrayNode capabilities = body.putArray("capabilities");
        capabilities.add("oob");
        return greeting;
    }

    /** Takes bytes and gives back the messages that are complete with them. */
    public List<Input> feed(byte[] bytes, int from, int to) {
        parser.feed(bytes, from, to);
        List<Input> complete = new ArrayList<>(inputs);
        inputs.clear();
        return complete;
    }

    /** Answers a message. */
    public Response respond(SimulatedQemu qemu, Input input, Instant now) {
        return switch (input.message()) {
            case Message.Bad bad -> refuse(qemu, bad, now);
            case Message.Value value -> execute(qemu, value.node(), now);
        };
    }

    private static Response refuse(SimulatedQemu qemu, Message.Bad bad, Instant now) {
        if (qemu.end(now).isPresent()) {
            return new Response(qemu, List.of(), 0, State.CLOSED);
        }
        if (!qemu.answers(now)) {
            return new Response(qemu, List.of(), 0, State.WAITING);
        }
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        reply.putObject("error")
                .put("class", bad.error().errorClass())
                .put("desc", bad.error().description());
        return new Response(qemu, List.of(reply), 0, State.OPEN);
    }

    private Response execute(SimulatedQemu qemu, JsonNode command, Instant now) {
        if (DroppedConnections.drops(qemu, commands)) {
            return new Response(DroppedConnections.dropped(qemu, commands), List.of(), 0, State.CLOSED);
        }
        return switch (simulator.execute(qemu, command, now, mode)) {
            case Execution.Answered answered -> answered(command, answered, now);
            case Execution.Silent silent -> new Response(silent.qemu(), List.of(), 0, State.WAITING);
            case Execution.Gone gone -> new Response(gone.qemu(), List.of(), 0, State.CLOSED);
        };
    }

    private Response answered(JsonNode command, Execution.Answered answered, Instant now) {
        commands++;
        if (mode == QmpMode.NEGOTIATION && answered.reply().has("return")) {
            boolean oob = command.path("arguments")
                    .path("enable")
                    .valueStream()
                    .findAny()
                    .isPresent();
            mode = oob ? QmpMode.COMMANDS_WITH_OOB : QmpMode.COMMANDS;
        }
        List<JsonNode> messages = new ArrayList<>();
        answered.events().forEach(event -> messages.add(event.toJson()));
        messages.add(answered.reply());
        State state = answered.qemu().end(now).isPresent() ? State.CLOSED : State.OPEN;
        return new Response(answered.qemu(), messages, answered.events().size(), state);
    }
}

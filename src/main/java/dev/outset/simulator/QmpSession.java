package dev.outset.simulator;

import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.json.JsonMessages;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.qmp.QmpCommands;
import dev.outset.simulator.qmp.QmpMode;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The monitor's side of one client connection ({@code monitor/qmp.c}): parses bytes into messages and keeps the
 * negotiated mode. Not thread-safe. Does not hold the QEMU: the caller passes it to each call.
 */
public final class QmpSession {

    private final Simulator simulator;

    private final JsonMessages parser;

    private final Deque<Input> inputs = new ArrayDeque<>();

    private QmpMode mode = QmpMode.NEGOTIATION;

    private int answers;

    /**
     * A received message.
     *
     * @param message a JSON value, or the error for bytes that are not valid JSON
     */
    public record Input(Message message) {}

    /**
     * The response to a message. It changes the session only when it is passed to {@link #commit}.
     *
     * @param qemu the QEMU after the message
     * @param events the events that every client receives before the reply, in order
     * @param reply the reply to this client; null for none
     * @param state the state of the connection after the message
     * @param mode the mode of the session after the message
     */
    public record Response(
            SimulatedQemu qemu,
            List<QmpEvent> events,
            @Nullable JsonNode reply,
            State state,
            QmpMode mode) {
        public Response {
            events = List.copyOf(events);
        }

        /** The messages for this client, in order: the events, then the reply. */
        public List<JsonNode> messages() {
            List<JsonNode> messages = new ArrayList<>();
            events.forEach(event -> messages.add(event.toJson()));
            if (reply != null) {
                messages.add(reply);
            }
            return messages;
        }
    }

    /** The state of a connection after a message. */
    public enum State {
        /** The connection stays open. */
        OPEN,
        /** The monitor does not answer yet; pass the same message to {@link #respond} again later. */
        WAITING,
        /** The connection is closed. */
        CLOSED
    }

    /** A session for a connection that a QEMU of a release has just accepted. */
    public QmpSession(Simulator simulator, QemuVersion version) {
        this.simulator = simulator;
        this.parser = new JsonMessages(
                simulator.release(version).behaviour().jsonErrors(), message -> inputs.add(new Input(message)));
    }

    /** The greeting, the first message that QEMU sends. */
    public static ObjectNode greeting(SimulatedQemu qemu) {
        ObjectNode greeting = JsonNodeFactory.instance.objectNode();
        ObjectNode body = greeting.putObject("QMP");
        body.set("version", QmpCommands.version(qemu.boot().release()));
        body.putArray("capabilities").add("oob");
        return greeting;
    }

    /**
     * Parses the bytes from index {@code from} to {@code to} (exclusive) and returns the messages that they complete.
     */
    public List<Input> feed(byte[] bytes, int from, int to) {
        parser.feed(bytes, from, to);
        List<Input> complete = new ArrayList<>(inputs);
        inputs.clear();
        return complete;
    }

    /** Whether the monitor sends its greeting to a client that is connected at an instant. */
    public static boolean isReady(SimulatedQemu qemu, Instant now) {
        return qemu.isMonitorReady(now);
    }

    /** Executes a message. The session does not change until the response is passed to {@link #commit}. */
    public Response respond(SimulatedQemu qemu, Input input, Instant now) {
        if (DroppedConnections.shouldDrop(qemu, answers)) {
            return without(DroppedConnections.withDropCounted(qemu, answers), State.CLOSED);
        }
        return switch (input.message()) {
            case Message.Invalid bad -> rejectInvalid(qemu, bad, now);
            case Message.Value value -> execute(qemu, value.node(), now);
        };
    }

    /** Applies a response to the session; call it after the QEMU of the response has been stored. */
    public void commit(Response response) {
        mode = response.mode();
        if (response.reply() != null) {
            answers++;
        }
    }

    private Response without(SimulatedQemu qemu, State state) {
        return new Response(qemu, List.of(), null, state, mode);
    }

    private Response rejectInvalid(SimulatedQemu qemu, Message.Invalid bad, Instant now) {
        if (qemu.end(now).isPresent()) {
            return without(qemu, State.CLOSED);
        }
        if (!qemu.isMonitorReady(now)) {
            return without(qemu, State.WAITING);
        }
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        reply.putObject("error")
                .put("class", bad.error().errorClass())
                .put("desc", bad.error().description());
        return new Response(qemu, List.of(), reply, State.OPEN, mode);
    }

    private Response execute(SimulatedQemu qemu, JsonNode command, Instant now) {
        return switch (simulator.execute(qemu, command, now, mode)) {
            case CommandResult.Answered answered -> answered(command, answered, now);
            case CommandResult.Silent silent -> without(silent.qemu(), State.WAITING);
            case CommandResult.Gone gone -> without(gone.qemu(), State.CLOSED);
        };
    }

    private Response answered(JsonNode command, CommandResult.Answered answered, Instant now) {
        State state = answered.qemu().end(now).isPresent() ? State.CLOSED : State.OPEN;
        return new Response(
                answered.qemu(), answered.events(), answered.reply(), state, modeAfter(command, answered.reply()));
    }

    private QmpMode modeAfter(JsonNode command, ObjectNode reply) {
        if (mode != QmpMode.NEGOTIATION || !reply.has("return")) {
            return mode;
        }
        boolean oob =
                command.path("arguments").path("enable").valueStream().findAny().isPresent();
        return oob ? QmpMode.COMMANDS_WITH_OOB : QmpMode.COMMANDS;
    }
}

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
 * One client's connection to a monitor ({@code monitor/qmp.c}): turns its bytes into messages and remembers what was
 * negotiated. Not thread-safe; the QEMU it talks to is handed in each time.
 */
public final class QmpSession {

    private final Simulator simulator;

    private final JsonMessages parser;

    private final Deque<Input> inputs = new ArrayDeque<>();

    private QmpMode mode = QmpMode.NEGOTIATION;

    private int answers;

    /**
     * A message that came in, or bytes that were none.
     *
     * @param message what the parser made of it
     */
    public record Input(Message message) {}

    /**
     * What a message led to; nothing of the session has changed until it is settled.
     *
     * @param qemu the QEMU afterwards
     * @param events what every client is told first, in order
     * @param reply the answer to this client; null for none
     * @param state what becomes of the connection
     * @param mode what is executed from now on
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

        /** What this client gets, in order. */
        public List<JsonNode> messages() {
            List<JsonNode> messages = new ArrayList<>();
            events.forEach(event -> messages.add(event.toJson()));
            if (reply != null) {
                messages.add(reply);
            }
            return messages;
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
        body.putArray("capabilities").add("oob");
        return greeting;
    }

    /** Takes bytes and gives back the messages that are complete with them. */
    public List<Input> feed(byte[] bytes, int from, int to) {
        parser.feed(bytes, from, to);
        List<Input> complete = new ArrayList<>(inputs);
        inputs.clear();
        return complete;
    }

    /** Whether the monitor greets a client at an instant. */
    public static boolean greets(SimulatedQemu qemu, Instant now) {
        return qemu.answers(now);
    }

    /** Answers a message; the session stays as it is until the response is settled. */
    public Response respond(SimulatedQemu qemu, Input input, Instant now) {
        if (DroppedConnections.drops(qemu, answers)) {
            return without(DroppedConnections.dropped(qemu, answers), State.CLOSED);
        }
        return switch (input.message()) {
            case Message.Bad bad -> refuse(qemu, bad, now);
            case Message.Value value -> execute(qemu, value.node(), now);
        };
    }

    /** Takes over what a response changes in the session, once its QEMU is kept. */
    public void settle(Response response) {
        mode = response.mode();
        if (response.reply() != null) {
            answers++;
        }
    }

    private Response without(SimulatedQemu qemu, State state) {
        return new Response(qemu, List.of(), null, state, mode);
    }

    private Response refuse(SimulatedQemu qemu, Message.Bad bad, Instant now) {
        if (qemu.end(now).isPresent()) {
            return without(qemu, State.CLOSED);
        }
        if (!qemu.answers(now)) {
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

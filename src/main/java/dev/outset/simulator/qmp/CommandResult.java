package dev.outset.simulator.qmp;

import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.SimulatedQemu;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The result of a message.
 *
 * @param qemu the QEMU after the message
 * @param events the events that every client receives before the reply, in order
 * @param reply the reply to this client; null for none
 * @param state the state of the connection after the message
 * @param mode the mode of the session after the message
 */
public record CommandResult(
        SimulatedQemu qemu, List<QmpEvent> events, @Nullable JsonNode reply, State state, QmpMode mode) {

    /** The state of a connection after a message. */
    public enum State {
        /** The connection stays open. */
        OPEN,
        /** The monitor does not answer yet; pass the same message again later. */
        WAITING,
        /** The connection is closed: the process had exited, or the message ended it. */
        CLOSED
    }

    public CommandResult {
        events = List.copyOf(events);
    }

    /** The result of a message that is not answered. */
    public static CommandResult unanswered(SimulatedQemu qemu, State state, QmpMode mode) {
        return new CommandResult(qemu, List.of(), null, state, mode);
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

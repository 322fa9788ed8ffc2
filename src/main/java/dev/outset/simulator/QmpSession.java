package dev.outset.simulator;

import dev.outset.qemu.Fault;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.json.JsonMessages;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.qmp.QmpCommands;
import dev.outset.simulator.qmp.QmpDispatcher;
import dev.outset.simulator.qmp.QmpMode;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.text.QemuError;
import java.time.Instant;
import java.util.ArrayList;
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

    private final List<Message> messages = new ArrayList<>();

    private QmpMode mode = QmpMode.NEGOTIATION;

    private int answers;

    /** A session for a connection that a QEMU of a release has just accepted. */
    public QmpSession(Simulator simulator, QemuVersion version) {
        this.simulator = simulator;
        this.parser = new JsonMessages(simulator.release(version).behaviour().jsonErrors(), messages::add);
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
    public List<Message> feed(byte[] bytes, int from, int to) {
        parser.feed(bytes, from, to);
        List<Message> complete = List.copyOf(messages);
        messages.clear();
        return complete;
    }

    /** Executes a message. The session does not change until the result is passed to {@link #commit}. */
    public CommandResult respond(SimulatedQemu qemu, Message message, Instant now) {
        SimulatedQemu dropped = dropped(qemu);
        if (dropped != null) {
            return CommandResult.unanswered(dropped, CommandResult.State.CLOSED, mode);
        }
        return switch (message) {
            case Message.Invalid(QemuError error) -> QmpDispatcher.reject(qemu, error, now, mode);
            case Message.Value(JsonNode command) -> simulator.execute(qemu, command, now, mode);
        };
    }

    /**
     * Returns the QEMU after a fault has closed this connection instead of answering the next command; null if none
     * does.
     */
    private @Nullable SimulatedQemu dropped(SimulatedQemu qemu) {
        List<Fault> faults = qemu.request().faults();
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i) instanceof Fault.DroppedConnection(int afterCommands, int times)
                    && answers >= afterCommands
                    && qemu.state().faultsUsed().get(i) < times) {
                return qemu.with(qemu.state().withFaultUsed(i));
            }
        }
        return null;
    }

    /** Applies a result to the session; call it after the QEMU of the result has been stored. */
    public void commit(CommandResult result) {
        mode = result.mode();
        if (result.reply() != null) {
            answers++;
        }
    }
}

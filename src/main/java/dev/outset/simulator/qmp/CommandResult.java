package dev.outset.simulator.qmp;

import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.SimulatedQemu;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The result of a command. */
public sealed interface CommandResult {

    /** The QEMU after the command. */
    SimulatedQemu qemu();

    /**
     * The command was answered.
     *
     * @param qemu the QEMU after the command
     * @param events the events that every client receives before the reply, in order
     * @param reply the reply
     */
    record Answered(SimulatedQemu qemu, List<QmpEvent> events, ObjectNode reply) implements CommandResult {
        public Answered {
            events = List.copyOf(events);
        }
    }

    /**
     * The monitor does not answer yet; the command can be tried again later.
     *
     * @param qemu the QEMU, unchanged
     */
    record Silent(SimulatedQemu qemu) implements CommandResult {}

    /**
     * The process does not answer: it had exited, or the command ended it.
     *
     * @param qemu the QEMU after the command
     */
    record Gone(SimulatedQemu qemu) implements CommandResult {}
}

package dev.outset.simulator.qmp;

import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.SimulatedQemu;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What came of a command. */
public sealed interface CommandResult {

    /** The QEMU afterwards. */
    SimulatedQemu qemu();

    /**
     * It was answered.
     *
     * @param qemu the QEMU afterwards
     * @param events what every client is told first, in order
     * @param reply the answer
     */
    record Answered(SimulatedQemu qemu, List<QmpEvent> events, ObjectNode reply) implements CommandResult {
        public Answered {
            events = List.copyOf(events);
        }
    }

    /**
     * The monitor does not answer yet; asked again later, it may.
     *
     * @param qemu the QEMU, unchanged
     */
    record Silent(SimulatedQemu qemu) implements CommandResult {}

    /**
     * There is no process that could answer: it had ended, or the command killed it.
     *
     * @param qemu the QEMU afterwards
     */
    record Gone(SimulatedQemu qemu) implements CommandResult {}
}

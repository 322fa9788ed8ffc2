package dev.outset.simulator.qmp;

/** The state of a QMP session. */
public enum QmpMode {
    /** Capabilities have to be negotiated first. */
    NEGOTIATION,
    /** Commands are executed. */
    COMMANDS,
    /** Commands are executed, also out of band. */
    COMMANDS_WITH_OOB
}

package dev.outset.simulator.qmp;

/** The mode of a QMP session. */
public enum QmpMode {
    /** Capabilities must be negotiated first. */
    NEGOTIATION,
    /** Commands are executed. */
    COMMANDS,
    /** Commands are executed, including out of band. */
    COMMANDS_WITH_OOB
}

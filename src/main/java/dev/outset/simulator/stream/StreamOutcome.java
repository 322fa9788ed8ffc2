package dev.outset.simulator.stream;

import java.util.List;

/**
 * The outcome of a stream at its destination. It is determined when the source connects, because both sides read their
 * settings then, and takes effect when the stream reaches its stage.
 *
 * @param kind the outcome
 * @param stage the stage at which the outcome takes effect
 * @param sourceError the error that the source reports; empty for none
 * @param stderr the lines that the destination prints on exit
 * @param blocksMonitor whether the monitor of the destination stops answering
 */
public record StreamOutcome(Kind kind, Stage stage, String sourceError, List<String> stderr, boolean blocksMonitor) {

    /** The kinds of outcome. */
    public enum Kind {
        /** The migration succeeds. */
        ARRIVES,
        /** The destination process exits. */
        DESTINATION_EXITS,
        /** The source fails and the destination keeps waiting. */
        SOURCE_FAILS,
        /** The migration hangs. */
        WAITS,
        /** The destination does not read, but the connections buffer the whole stream, so the source completes. */
        VANISHES,
        /** Both sides continue in COLO. */
        COLO
    }

    /** The stages of a stream, in order. */
    public enum Stage {
        /** The connections are opened. */
        OPENING,
        /** The destination waits for further connections. */
        CHANNELS,
        /** The stream header and the configuration are read. */
        HEAD,
        /** Memory is transferred. */
        MEMORY,
        /** The source waits for the switchover acknowledgement. */
        ACKNOWLEDGEMENT,
        /** The guest is stopped; the remaining memory and the CPUs are transferred. */
        SWITCHOVER,
        /** The last devices are transferred; the source has written everything. */
        DEVICES,
        /** The stream has ended. */
        END
    }

    /** The error of a source whose destination has closed the connection. */
    public static final String BROKEN = "Unable to write to socket: Broken pipe";

    public StreamOutcome {
        stderr = List.copyOf(stderr);
    }

    /** An outcome without an error. */
    public static StreamOutcome of(Kind kind, Stage stage) {
        return new StreamOutcome(kind, stage, "", List.of(), false);
    }

    /** The destination prints a line and exits, and the connection of the source breaks. */
    public static StreamOutcome destinationExits(Stage stage, String line) {
        return destinationExits(stage, BROKEN, line);
    }

    /** The destination prints a line and exits. */
    public static StreamOutcome destinationExits(Stage stage, String sourceError, String line) {
        return new StreamOutcome(Kind.DESTINATION_EXITS, stage, sourceError, List.of(line), false);
    }

    /** The source fails before the stream starts. */
    public static StreamOutcome sourceFails(String sourceError) {
        return new StreamOutcome(Kind.SOURCE_FAILS, Stage.OPENING, sourceError, List.of(), false);
    }

    /** The migration hangs and the monitor of the destination is blocked. */
    public static StreamOutcome blocks() {
        return new StreamOutcome(Kind.WAITS, Stage.OPENING, "", List.of(), true);
    }
}

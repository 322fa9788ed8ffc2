package dev.outset.simulator.stream;

import java.util.List;

/**
 * What becomes of a stream at its destination. Decided when the source connects, since both ends read their settings then;
 * it comes to pass when the stream has got that far.
 *
 * @param kind what happens
 * @param at how far the stream gets
 * @param sourceError what the source reports; empty for nothing
 * @param stderr what the destination prints at its end
 * @param blocksMonitor whether the destination's monitor answers no more
 */
public record StreamOutcome(Kind kind, Moment at, String sourceError, List<String> stderr, boolean blocksMonitor) {

    /** What happens. */
    public enum Kind {
        /** Everything arrives. */
        ARRIVES,
        /** The destination's process ends. */
        DESTINATION_EXITS,
        /** The source fails and the destination goes on waiting. */
        SOURCE_FAILS,
        /** Nothing happens any more. */
        WAITS,
        /** Nobody reads, and the source does not notice because the connections take the whole stream. */
        VANISHES,
        /** Both go on in COLO. */
        COLO
    }

    /** How far a stream gets, in order. */
    public enum Moment {
        /** The connections are opened. */
        OPENING,
        /** The destination waits for more of them. */
        CHANNELS,
        /** The head is read. */
        HEAD,
        /** Memory travels. */
        MEMORY,
        /** The source waits to be told to switch over. */
        ACKNOWLEDGEMENT,
        /** The guest is stopped and its last memory and CPUs travel. */
        SWITCHOVER,
        /** The last devices travel; the source has written everything. */
        DEVICES,
        /** All is over. */
        END
    }

    private static final String BROKEN = "Unable to write to socket: Broken pipe";

    public StreamOutcome {
        stderr = List.copyOf(stderr);
    }

    static StreamOutcome of(Kind kind, Moment at) {
        return new StreamOutcome(kind, at, "", List.of(), false);
    }

    static StreamOutcome exits(Moment at, String line) {
        return new StreamOutcome(Kind.DESTINATION_EXITS, at, BROKEN, List.of(line), false);
    }

    static StreamOutcome exits(Moment at, String sourceError, String line) {
        return new StreamOutcome(Kind.DESTINATION_EXITS, at, sourceError, List.of(line), false);
    }

    static StreamOutcome fails(String sourceError) {
        return new StreamOutcome(Kind.SOURCE_FAILS, Moment.OPENING, sourceError, List.of(), false);
    }

    static StreamOutcome blocks() {
        return new StreamOutcome(Kind.WAITS, Moment.OPENING, "", List.of(), true);
    }
}

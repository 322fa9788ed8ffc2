package dev.outset.simulator.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that a destination meets on its way through a stream, in this order. */
sealed interface StreamSection {

    /**
     * The connections that the source opens.
     *
     * @param transport the transport's name
     * @param hangsUp why the source closes them again before the first byte; empty when it does not
     * @param encrypted whether it speaks TLS
     * @param channels the channels for pages besides the main one
     * @param allFirst whether they are all open before the stream begins
     * @param preempt whether the channel for urgent pages is open from the start
     */
    record Connections(
            String transport, String hangsUp, boolean encrypted, int channels, boolean allFirst, boolean preempt)
            implements StreamSection {}

    /**
     * The head.
     *
     * @param machine the machine type
     * @param agreed the capabilities that have to be the same, and whether they are on
     * @param uuid the UUID to compare; null for none
     */
    record Configuration(
            String machine,
            Map<String, Boolean> agreed,
            @Nullable String uuid) implements StreamSection {
        public Configuration {
            agreed = Map.copyOf(agreed);
        }
    }

    /** Postcopy may follow. */
    record PostcopyAdvice() implements StreamSection {}

    /** COLO will follow. */
    record ColoAnnounced() implements StreamSection {}

    /**
     * The blocks of memory.
     *
     * @param block the id of the main one
     * @param bytes its size
     * @param contents whether its contents follow
     */
    record Blocks(String block, long bytes, boolean contents) implements StreamSection {}

    /**
     * Pages.
     *
     * @param compressed whether they are packed in the main channel
     * @param method how the packets of further channels are packed; null when pages travel in the main channel
     * @param flushed whether a flag flushes the channels once a round
     * @param withSync whether packets that synchronise carry pages of a guest that runs
     * @param torn whether channels under TLS end without the end of their session
     */
    record Pages(boolean compressed, @Nullable String method, boolean flushed, boolean withSync, boolean torn)
            implements StreamSection {}

    /** The source waits until the destination is ready. */
    record Acknowledgement() implements StreamSection {}

    /** The switchover is announced. */
    record Switchover() implements StreamSection {}

    /**
     * The CPUs.
     *
     * @param count how many
     */
    record Processors(int count) implements StreamSection {}

    /**
     * The state of CPU hot-plugging.
     *
     * @param entries how many CPUs it speaks of; 0 when it speaks of none
     */
    record Hotplug(int entries) implements StreamSection {}

    /**
     * A device.
     *
     * @param name what it is and where
     */
    record Device(String name) implements StreamSection {}

    /** It goes on in COLO and does not end. */
    record Colo() implements StreamSection {}

    /** The end. */
    record End() implements StreamSection {}
}

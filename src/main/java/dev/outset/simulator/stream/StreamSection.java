package dev.outset.simulator.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A section of the stream, in the order in which the destination reads them. */
sealed interface StreamSection {

    /**
     * The connections that the source opens.
     *
     * @param transport the name of the transport
     * @param earlyCloseError the error for which the source closes them before the first byte; empty for none
     * @param encrypted whether the source uses TLS
     * @param channels the number of multifd channels
     * @param allFirst whether all channels are open before the stream starts
     * @param preempt whether the postcopy preempt channel is open from the start
     */
    record Connections(
            String transport,
            String earlyCloseError,
            boolean encrypted,
            int channels,
            boolean allFirst,
            boolean preempt)
            implements StreamSection {}

    /**
     * The configuration section.
     *
     * @param machine the name of the machine type
     * @param validated the capabilities that must be equal on both sides, and whether they are on
     * @param uuid the UUID to compare; null for none
     */
    record Configuration(
            String machine,
            Map<String, Boolean> validated,
            @Nullable String uuid) implements StreamSection {
        public Configuration {
            validated = Map.copyOf(validated);
        }
    }

    /** The advise command of postcopy. */
    record PostcopyAdvice() implements StreamSection {}

    /** The command that enables COLO. */
    record ColoEnabled() implements StreamSection {}

    /**
     * The list of memory blocks.
     *
     * @param block the id of the main block
     * @param bytes the size of the main block
     * @param contents whether its pages follow
     */
    record Blocks(String block, long bytes, boolean contents) implements StreamSection {}

    /**
     * Memory pages.
     *
     * @param compressed whether the pages in the main channel are compressed
     * @param method the compression method of the multifd channels; null if pages are in the main channel
     * @param flushed whether a flag flushes the multifd channels once per iteration
     * @param withSync whether multifd packets with the sync flag contain pages of a running guest
     * @param tlsTruncated whether TLS channels are closed without terminating the session
     */
    record Pages(boolean compressed, @Nullable String method, boolean flushed, boolean withSync, boolean tlsTruncated)
            implements StreamSection {}

    /** The source waits for the switchover acknowledgement. */
    record Acknowledgement() implements StreamSection {}

    /** The switchover-start command. */
    record Switchover() implements StreamSection {}

    /**
     * The CPU states.
     *
     * @param count the number of CPUs
     */
    record Processors(int count) implements StreamSection {}

    /**
     * The CPU hotplug state.
     *
     * @param entries the number of CPU entries
     */
    record Hotplug(int entries) implements StreamSection {}

    /**
     * The state of a device.
     *
     * @param name the device type and the slot
     */
    record Device(String name) implements StreamSection {}

    /** COLO starts; the stream does not end. */
    record Colo() implements StreamSection {}

    /** The end of the stream. */
    record End() implements StreamSection {}
}

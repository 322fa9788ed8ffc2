package dev.outset.simulator.stream;

import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.Map;

/**
 * How the stream of one release differs from that of others: rows of {@code simulator/stream.json}.
 *
 * @param version the release
 * @param names what the roles of the code are called in QAPI, in every release
 * @param buffers how many bytes a connection takes that nobody reads, by transport
 * @param arguments the arguments of {@code migrate}
 * @param unknownProtocol the text for a URI of no known form; {@code %s} stands for it
 * @param execText the text for a hand-over by exec without a command; empty where nothing is checked
 * @param channelText the text for a hand-over without the channel it needs
 * @param destination what a destination of the release does
 * @param source what a source of the release does
 * @param ram the members of {@code query-migrate}'s {@code ram}
 */
public record StreamFacts(
        QemuVersion version,
        Names names,
        Map<String, Long> buffers,
        List<Argument> arguments,
        String unknownProtocol,
        String execText,
        String channelText,
        Destination destination,
        Source source,
        List<String> ram) {

    public StreamFacts {
        buffers = Map.copyOf(buffers);
        arguments = List.copyOf(arguments);
        ram = List.copyOf(ram);
    }

    /**
     * The QAPI names behind the roles.
     *
     * @param capabilities capabilities by role
     * @param parameters parameters by role
     * @param properties internal properties of the migration object by role
     * @param agreed the capabilities that travel in the head of the stream and are compared
     * @param handedOver the modes in which memory is handed over instead of sent
     * @param handedByChannel those of them that need a channel of their own
     * @param handedByExec those of them that need a command
     */
    public record Names(
            Map<String, String> capabilities,
            Map<String, String> parameters,
            Map<String, String> properties,
            List<String> agreed,
            List<String> handedOver,
            List<String> handedByChannel,
            List<String> handedByExec) {
        public Names {
            capabilities = Map.copyOf(capabilities);
            parameters = Map.copyOf(parameters);
            properties = Map.copyOf(properties);
            agreed = List.copyOf(agreed);
            handedOver = List.copyOf(handedOver);
            handedByChannel = List.copyOf(handedByChannel);
            handedByExec = List.copyOf(handedByExec);
        }

        /** The capability of a role. */
        public String capability(String role) {
            return named(capabilities, role);
        }

        /** The parameter of a role. */
        public String parameter(String role) {
            return named(parameters, role);
        }

        /** The property of a role. */
        public String property(String role) {
            return named(properties, role);
        }

        private static String named(Map<String, String> names, String role) {
            String name = names.get(role);
            if (name == null) {
                throw new IllegalStateException("Nothing plays the role " + role);
            }
            return name;
        }
    }

    /**
     * An argument of {@code migrate}.
     *
     * @param name its name
     * @param type {@code str}, {@code bool} or {@code channels}
     * @param optional whether it may be left out
     */
    public record Argument(String name, String type, boolean optional) {}

    /** What a destination does with more channels than it serves. */
    public enum Surplus {
        /** It takes them and loses what travels on them. */
        LOSES,
        /** Its main loop waits for their first bytes. */
        BLOCKS
    }

    /** When a source opens the channel for urgent pages. */
    public enum Preempt {
        NEVER,
        /** Before the first page. */
        FIRST,
        /** Only when postcopy starts. */
        LATE
    }

    /**
     * What a destination of the release does.
     *
     * @param waitsAfterHangUp whether one that waits for channels lives on when a connection ends before its first byte
     * @param refusesLoneSurplus whether one that serves a single channel refuses another that comes before the pages
     * @param surplus what it does with channels beyond those it serves
     * @param waitsForPreempt whether it begins only once the channel for urgent pages is there
     * @param skipsPagesWithSync whether it skips the pages of a packet that synchronises
     * @param knowsFlush whether it knows the flag that flushes channels once a round
     * @param knowsSwitchover whether it knows the announcement of the switchover
     */
    public record Destination(
            boolean waitsAfterHangUp,
            boolean refusesLoneSurplus,
            Surplus surplus,
            boolean waitsForPreempt,
            boolean skipsPagesWithSync,
            boolean knowsFlush,
            boolean knowsSwitchover) {}

    /**
     * What a source of the release does.
     *
     * @param opensChannelsFirst whether every channel is open before the stream begins
     * @param preempt when it opens the channel for urgent pages
     * @param pagesWithSync whether packets that synchronise carry pages
     * @param sendsFlush whether it can flush channels once a round
     * @param announcesSwitchover whether it can announce the switchover
     * @param endsTlsCleanly whether it ends the TLS session of a channel before it closes it
     * @param acknowledgesAlways whether it waits for an acknowledgement that no device asks for
     * @param hotplugEntryPerCpu whether the state of CPU hot-plugging holds an entry a CPU from the start
     */
    public record Source(
            boolean opensChannelsFirst,
            Preempt preempt,
            boolean pagesWithSync,
            boolean sendsFlush,
            boolean announcesSwitchover,
            boolean endsTlsCleanly,
            boolean acknowledgesAlways,
            boolean hotplugEntryPerCpu) {}
}

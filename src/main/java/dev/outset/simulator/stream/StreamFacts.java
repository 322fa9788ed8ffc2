package dev.outset.simulator.stream;

import dev.outset.binding.EnumLabels;
import java.util.List;
import java.util.Map;

/**
 * The migration stream behaviour of one release, from {@code simulator/stream.json}.
 *
 * @param names the QAPI names of the roles used in the code; the same for all releases
 * @param replies the texts and members of replies to QMP commands
 * @param destination the behaviour of a destination
 * @param source the behaviour of a source
 */
public record StreamFacts(Names names, Replies replies, Destination destination, Source source) {

    /**
     * The texts and members of replies to QMP commands.
     *
     * @param unknownProtocol the error message for an unknown URI protocol, with {@code %s} for the URI
     * @param cprExecText the error message for a CPR exec migration without a command; empty if the release does not
     *     check it
     * @param cprChannelText the error message for a CPR migration without its channel
     * @param ram the members of {@code ram} in {@code query-migrate}
     */
    public record Replies(String unknownProtocol, String cprExecText, String cprChannelText, List<String> ram) {
        public Replies {
            ram = List.copyOf(ram);
        }
    }

    /**
     * The QAPI names of the roles.
     *
     * @param capabilities capabilities by role
     * @param parameters parameters by role
     * @param properties internal properties of the migration object by role
     * @param validatedCapabilities the capabilities in the configuration section, which the destination validates
     * @param cprModes the modes that keep memory in place instead of sending it
     * @param cprModesWithChannel the CPR modes that require a CPR channel
     * @param cprModesWithCommand the CPR modes that require a command
     */
    public record Names(
            Map<String, String> capabilities,
            Map<String, String> parameters,
            Map<String, String> properties,
            List<String> validatedCapabilities,
            List<String> cprModes,
            List<String> cprModesWithChannel,
            List<String> cprModesWithCommand) {
        public Names {
            capabilities = Map.copyOf(capabilities);
            parameters = Map.copyOf(parameters);
            properties = Map.copyOf(properties);
            validatedCapabilities = List.copyOf(validatedCapabilities);
            cprModes = List.copyOf(cprModes);
            cprModesWithChannel = List.copyOf(cprModesWithChannel);
            cprModesWithCommand = List.copyOf(cprModesWithCommand);
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
                throw new IllegalStateException("Unknown role: " + role);
            }
            return name;
        }
    }

    /** How a destination treats more multifd channels than it expects. */
    public enum ExtraChannels {
        /** It accepts the channels and loses their pages. */
        DROPS,
        /** Its main loop blocks waiting for their first bytes. */
        BLOCKS;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** When a source opens the postcopy preempt channel. */
    public enum Preempt {
        /** Never: the release has no preempt channel. */
        NEVER,
        /** Before the first page is sent. */
        FIRST,
        /** When postcopy starts, unless a property requests it earlier. */
        LATE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * The behaviour of a destination.
     *
     * @param survivesEarlyClose whether it keeps waiting for channels if a connection closes before its first byte
     * @param rejectsSecondChannel whether it rejects a second multifd channel before the pages if it expects only one
     * @param extraChannels how it treats more multifd channels than it expects
     * @param waitsForPreempt whether it waits for the postcopy preempt channel before it starts
     * @param skipsPagesWithSync whether it skips the pages in multifd packets with the sync flag
     * @param supportsFlush whether it supports the flag that flushes multifd channels once per iteration
     * @param supportsSwitchover whether it supports the switchover-start command
     * @param buffers the bytes that an unread connection buffers, by transport
     */
    public record Destination(
            boolean survivesEarlyClose,
            boolean rejectsSecondChannel,
            ExtraChannels extraChannels,
            boolean waitsForPreempt,
            boolean skipsPagesWithSync,
            boolean supportsFlush,
            boolean supportsSwitchover,
            Map<String, Long> buffers) {
        public Destination {
            buffers = Map.copyOf(buffers);
        }
    }

    /**
     * The behaviour of a source.
     *
     * @param opensChannelsFirst whether it opens all channels before the stream starts
     * @param preempt when it opens the postcopy preempt channel
     * @param pagesWithSync whether multifd packets with the sync flag contain pages
     * @param sendsFlush whether it can flush multifd channels once per iteration
     * @param announcesSwitchover whether it can send the switchover-start command
     * @param endsTlsCleanly whether it terminates the TLS session of a channel before it closes the channel
     * @param acknowledgesAlways whether it waits for a switchover acknowledgement that no device requires
     * @param hotplugEntryPerCpu whether the CPU hotplug state contains an entry for each CPU
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

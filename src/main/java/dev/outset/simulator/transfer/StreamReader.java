package dev.outset.simulator.transfer;

import dev.outset.simulator.stream.GuestHardware;
import dev.outset.simulator.stream.StreamFacts;
import dev.outset.simulator.stream.StreamOutcome;
import dev.outset.simulator.stream.StreamOutcome.Kind;
import dev.outset.simulator.stream.StreamOutcome.Stage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Determines how a destination handles the stream of a source ({@code migration/savevm.c}, {@code migration/ram.c},
 * {@code migration/channel.c}). What the source sends depends on the source alone, and what the destination expects on
 * the destination alone. Each method is a part of the stream, and is empty if the destination accepts it.
 */
final class StreamReader {

    /** The size of a zero page in the stream. */
    private static final long ZERO_PAGE_BYTES = 9;

    private static final long PAGE_BYTES = 4096;

    private static final String LOST_PAGES = "Unknown combination of migration flags: 0x0";

    private static final String SETUP_NOTE =
            "Make sure that your current VM setup matches your saved VM setup, including any hotplugged devices";

    private final StreamEndpoint source;

    private final StreamEndpoint destination;

    private final String transport;

    /** The size of the whole stream, which determines whether unread connections can buffer it. */
    private final long streamBytes;

    private StreamReader(StreamEndpoint source, StreamEndpoint destination, String transport, long streamBytes) {
        this.source = source;
        this.destination = destination;
        this.transport = transport;
        this.streamBytes = streamBytes;
    }

    /**
     * The outcome of a stream, determined when the source connects: that of the first part that ends it.
     *
     * @param transport the name of the transport
     * @param usedBytes the bytes of the source's memory that are not zero
     */
    static StreamOutcome outcome(StreamEndpoint source, StreamEndpoint destination, String transport, long usedBytes) {
        long zeroPages = (source.hardware().memoryBytes() - usedBytes) / PAGE_BYTES;
        return new StreamReader(source, destination, transport, usedBytes + zeroPages * ZERO_PAGE_BYTES).outcome();
    }

    private StreamOutcome outcome() {
        return connections()
                .or(this::configuration)
                .or(this::commands)
                .or(this::block)
                .or(this::pages)
                .or(this::switchover)
                .or(this::processors)
                .or(this::devices)
                .orElseGet(() -> StreamOutcome.of(source.has("colo") ? Kind.COLO : Kind.ARRIVES, Stage.END));
    }

    private StreamFacts.Source sends() {
        return source.facts().source();
    }

    private StreamFacts.Destination reads() {
        return destination.facts().destination();
    }

    private static Optional<StreamOutcome> exits(Stage stage, String line) {
        return Optional.of(StreamOutcome.destinationExits(stage, line));
    }

    private static Optional<StreamOutcome> unless(boolean valid, Stage stage, String line) {
        return valid ? Optional.empty() : exits(stage, line);
    }

    private Optional<StreamOutcome> connections() {
        if (source.lacksCredentials()) {
            return Optional.of(earlyClose("No TLS credentials with id '" + source.credentials() + "'"));
        }
        if (source.has("zeroCopy") && transport.equals("unix")) {
            return Optional.of(earlyClose("Zero copy send feature not detected in host kernel"));
        }
        if (destination.lacksCredentials()) {
            return Optional.of(reject("No TLS credentials with id '" + destination.credentials() + "'"));
        }
        boolean encrypted = !source.credentials().isEmpty();
        if (encrypted == destination.credentials().isEmpty()) {
            return Optional.of(
                    encrypted
                            ? StreamOutcome.destinationExits(
                                    Stage.OPENING, "TLS handshake failed", "Not a migration stream")
                            : reject("TLS handshake failed: Error in the push function."));
        }
        return channels().or(this::preempt);
    }

    /**
     * The source closes the connection before its first byte. Without multifd the destination fails to read the stream.
     */
    private StreamOutcome earlyClose(String error) {
        return destination.channels() > 0 && reads().survivesEarlyClose()
                ? StreamOutcome.sourceFails(error)
                : StreamOutcome.destinationExits(Stage.OPENING, error, "Failed to peek at channel");
    }

    private StreamOutcome reject(String line) {
        return reads().survivesEarlyClose()
                ? StreamOutcome.sourceFails(StreamOutcome.BROKEN)
                : StreamOutcome.destinationExits(Stage.OPENING, line);
    }

    private Optional<StreamOutcome> channels() {
        int served = destination.channels();
        int opened = source.channels();
        if (opened == served || transport.equals("file")) {
            return Optional.empty();
        }
        if (opened < served) {
            return Optional.of(unread());
        }
        return served == 0 ? exits(Stage.MEMORY, LOST_PAGES) : extraChannels(served);
    }

    private StreamOutcome unread() {
        long buffered = destination.facts().buffers().getOrDefault(transport, 0L);
        return StreamOutcome.of(streamBytes <= buffered ? Kind.VANISHES : Kind.WAITS, Stage.CHANNELS);
    }

    private Optional<StreamOutcome> extraChannels(int served) {
        return switch (reads().extraChannels()) {
            case DROPS -> exits(Stage.MEMORY, LOST_PAGES);
            case BLOCKS -> {
                if (served > 1) {
                    yield Optional.of(StreamOutcome.blocks());
                }
                boolean refuses = sends().opensChannelsFirst() && reads().rejectsSecondChannel();
                yield refuses
                        ? Optional.of(StreamOutcome.sourceFails("multifd: received id '1' already setup'"))
                        : exits(
                                Stage.MEMORY,
                                "socket_accept_incoming_migration: Extra incoming migration connection; ignoring");
            }
        };
    }

    private Optional<StreamOutcome> preempt() {
        boolean opened = source.has("preempt")
                && switch (sends().preempt()) {
                    case NEVER -> false;
                    case FIRST -> true;
                    case LATE -> source.isOn("earlyPreempt");
                };
        boolean waits = destination.has("preempt") && reads().waitsForPreempt();
        return waits && !opened ? Optional.of(unread()) : Optional.empty();
    }

    private Optional<StreamOutcome> configuration() {
        if (!source.machine().equals(destination.machine())) {
            return exits(
                    Stage.HEAD,
                    "Machine type received is '" + source.machine() + "' and local is '" + destination.machine() + "'");
        }
        for (String name :
                source.facts().names().validatedCapabilities().stream().sorted().toList()) {
            boolean received = source.hasCapability(name);
            boolean local = destination.hasCapability(name);
            if (local != received) {
                return exits(
                        Stage.HEAD,
                        "Capability " + name + " is " + word(local) + ", but received capability is " + word(received));
            }
        }
        @Nullable String uuid = source.has("uuid") ? source.uuid() : null;
        return unless(
                uuid == null || destination.uuid() == null || Objects.equals(uuid, destination.uuid()),
                Stage.HEAD,
                "UUID received is " + uuid + " and local is " + destination.uuid());
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }

    private Optional<StreamOutcome> commands() {
        if (source.has("postcopy") && !destination.has("postcopy")) {
            return exits(Stage.HEAD, "RAM postcopy is disabled but have 16 byte advise");
        }
        return unless(
                !source.has("colo") || destination.replication(),
                Stage.HEAD,
                "ENABLE_COLO command come in migration stream, but the replication module is not built in");
    }

    private Optional<StreamOutcome> block() {
        String block = source.hardware().memoryBlock();
        long bytes = source.hardware().memoryBytes();
        GuestHardware local = destination.hardware();
        if (!source.keepsMemory() && destination.keepsMemory()) {
            return exits(Stage.MEMORY, "block " + block + " should not be migrated !");
        }
        if (!block.equals(local.memoryBlock())) {
            return exits(Stage.MEMORY, "Unknown ramblock \"" + block + "\", cannot accept migration");
        }
        return unless(
                bytes == local.memoryBytes(),
                Stage.MEMORY,
                "Size mismatch: " + block + ": 0x" + Long.toHexString(bytes) + " != 0x"
                        + Long.toHexString(local.memoryBytes()) + ": Invalid argument");
    }

    private Optional<StreamOutcome> pages() {
        if (source.has("compress") && !destination.has("compress")) {
            return exits(Stage.MEMORY, "Received an unexpected compressed page");
        }
        if (source.channels() == 0) {
            return Optional.empty();
        }
        if (!source.compression().equals(destination.compression())) {
            return exits(Stage.MEMORY, "multifd 0: flags received do not match the flags expected");
        }
        if (sends().sendsFlush() && !source.isOn("flushEachSection") && !reads().supportsFlush()) {
            return exits(Stage.MEMORY, LOST_PAGES);
        }
        boolean truncatesTls = !source.credentials().isEmpty() && !sends().endsTlsCleanly();
        if (truncatesTls && destination.isOn("cleanTlsTermination")) {
            return exits(Stage.MEMORY, "The TLS connection was non-properly terminated.");
        }
        boolean losesPages = sends().pagesWithSync() && source.running() && reads().skipsPagesWithSync();
        return losesPages ? Optional.of(StreamOutcome.of(Kind.WAITS, Stage.MEMORY)) : Optional.empty();
    }

    private Optional<StreamOutcome> switchover() {
        boolean acknowledges =
                source.has("acknowledge") && (sends().acknowledgesAlways() || source.isOn("acknowledgeAlways"));
        if (acknowledges && !destination.has("acknowledge")) {
            return Optional.of(StreamOutcome.of(Kind.WAITS, Stage.ACKNOWLEDGEMENT));
        }
        boolean announces = sends().announcesSwitchover() && source.isOn("announceSwitchover");
        return unless(!announces || reads().supportsSwitchover(), Stage.SWITCHOVER, "Unknown MIG_CMD command: 11");
    }

    private Optional<StreamOutcome> processors() {
        int local = destination.hardware().processors();
        return unless(
                source.hardware().processors() <= local,
                Stage.SWITCHOVER,
                "Unknown savevm section or instance 'cpu_common' " + local + ". " + SETUP_NOTE);
    }

    private Optional<StreamOutcome> devices() {
        List<String> local = destination.hardware().devices();
        for (String device : source.hardware().devices()) {
            if (!local.contains(device)) {
                return exits(Stage.DEVICES, "Unknown savevm section or instance '" + device + "' 0. " + SETUP_NOTE);
            }
        }
        int hotplugEntries = sends().hotplugEntryPerCpu() ? source.hardware().processors() : 0;
        return unless(
                hotplugEntries == 0 || destination.hardware().processors() <= hotplugEntries,
                Stage.DEVICES,
                "Missing section footer for 0000:00:1f.0/ICH9LPC");
    }
}

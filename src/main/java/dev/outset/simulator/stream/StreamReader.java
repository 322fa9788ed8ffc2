package dev.outset.simulator.stream;

import dev.outset.simulator.stream.StreamOutcome.Kind;
import dev.outset.simulator.stream.StreamOutcome.Stage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Determines how a destination handles a stream ({@code migration/savevm.c: qemu_loadvm_state},
 * {@code migration/channel.c}), based on its own settings and the sections of the stream.
 */
final class StreamReader {

    private static final String LOST_PAGES = "Unknown combination of migration flags: 0x0";

    private static final String SETUP_NOTE =
            "Make sure that your current VM setup matches your saved VM setup, including any hotplugged devices";

    private final StreamEndpoint destination;

    private final long streamBytes;

    /**
     * A reader.
     *
     * @param destination the destination
     * @param streamBytes the size of the whole stream, which determines whether unread connections can buffer it
     */
    StreamReader(StreamEndpoint destination, long streamBytes) {
        this.destination = destination;
        this.streamBytes = streamBytes;
    }

    /** The outcome of a stream: that of the first section that ends it. */
    StreamOutcome read(List<StreamSection> sections) {
        for (StreamSection section : sections) {
            Optional<StreamOutcome> outcome = read(section);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new IllegalStateException("The stream has no end section");
    }

    private Optional<StreamOutcome> read(StreamSection section) {
        return switch (section) {
            case StreamSection.Connections connections -> accept(connections);
            case StreamSection.Configuration configuration -> configuration(configuration);
            case StreamSection.PostcopyAdvice ignored ->
                unless(
                        destination.has("postcopy"),
                        StreamOutcome.destinationExits(Stage.HEAD, "RAM postcopy is disabled but have 16 byte advise"));
            case StreamSection.ColoEnabled ignored ->
                unless(
                        destination.replication(),
                        StreamOutcome.destinationExits(
                                Stage.HEAD,
                                "ENABLE_COLO command come in migration stream, but the replication module is not built in"));
            case StreamSection.Blocks blocks -> blocks(blocks);
            case StreamSection.Pages pages -> pages(pages);
            case StreamSection.Acknowledgement ignored ->
                unless(destination.has("acknowledge"), StreamOutcome.of(Kind.WAITS, Stage.ACKNOWLEDGEMENT));
            case StreamSection.Switchover ignored ->
                unless(
                        destination.facts().destination().supportsSwitchover(),
                        StreamOutcome.destinationExits(Stage.SWITCHOVER, "Unknown MIG_CMD command: 11"));
            case StreamSection.Processors(int count) -> processors(count);
            case StreamSection.Hotplug(int entries) ->
                unless(
                        entries == 0 || destination.hardware().processors() <= entries,
                        StreamOutcome.destinationExits(
                                Stage.DEVICES, "Missing section footer for 0000:00:1f.0/ICH9LPC"));
            case StreamSection.Device(String name) ->
                unless(
                        destination.hardware().devices().contains(name),
                        StreamOutcome.destinationExits(
                                Stage.DEVICES, "Unknown savevm section or instance '" + name + "' 0. " + SETUP_NOTE));
            case StreamSection.Colo ignored -> Optional.of(StreamOutcome.of(Kind.COLO, Stage.END));
            case StreamSection.End ignored -> Optional.of(StreamOutcome.of(Kind.ARRIVES, Stage.END));
        };
    }

    private static Optional<StreamOutcome> unless(boolean valid, StreamOutcome outcome) {
        return valid ? Optional.empty() : Optional.of(outcome);
    }

    private Optional<StreamOutcome> accept(StreamSection.Connections connections) {
        if (!connections.earlyCloseError().isEmpty()) {
            return Optional.of(earlyClose(connections.earlyCloseError()));
        }
        if (destination.lacksCredentials()) {
            return Optional.of(reject("No TLS credentials with id '" + destination.credentials() + "'"));
        }
        boolean encrypted = !destination.credentials().isEmpty();
        if (connections.encrypted() && !encrypted) {
            return Optional.of(
                    StreamOutcome.destinationExits(Stage.OPENING, "TLS handshake failed", "Not a migration stream"));
        }
        if (!connections.encrypted() && encrypted) {
            return Optional.of(reject("TLS handshake failed: Error in the push function."));
        }
        return channels(connections).or(() -> preempt(connections));
    }

    /**
     * The source closes the connection before its first byte. Without multifd the destination fails to read the stream.
     */
    private StreamOutcome earlyClose(String error) {
        boolean waits =
                destination.channels() > 0 && destination.facts().destination().survivesEarlyClose();
        return waits
                ? StreamOutcome.sourceFails(error)
                : StreamOutcome.destinationExits(Stage.OPENING, error, "Failed to peek at channel");
    }

    private StreamOutcome reject(String line) {
        return destination.facts().destination().survivesEarlyClose()
                ? StreamOutcome.sourceFails("Unable to write to socket: Broken pipe")
                : StreamOutcome.destinationExits(Stage.OPENING, line);
    }

    private Optional<StreamOutcome> channels(StreamSection.Connections connections) {
        int served = destination.channels();
        int opened = connections.channels();
        if (opened == served || connections.transport().equals("file")) {
            return Optional.empty();
        }
        if (opened < served) {
            return Optional.of(unread(connections.transport()));
        }
        return Optional.of(
                served == 0
                        ? StreamOutcome.destinationExits(Stage.MEMORY, LOST_PAGES)
                        : extraChannels(connections, served));
    }

    private StreamOutcome unread(String transport) {
        long buffered = destination.facts().destination().buffers().getOrDefault(transport, 0L);
        return StreamOutcome.of(streamBytes <= buffered ? Kind.VANISHES : Kind.WAITS, Stage.CHANNELS);
    }

    private StreamOutcome extraChannels(StreamSection.Connections connections, int served) {
        StreamFacts.Destination facts = destination.facts().destination();
        return switch (facts.extraChannels()) {
            case DROPS -> StreamOutcome.destinationExits(Stage.MEMORY, LOST_PAGES);
            case BLOCKS -> {
                if (served > 1) {
                    yield StreamOutcome.blocks();
                }
                boolean refuses = connections.allFirst() && facts.rejectsSecondChannel();
                yield refuses
                        ? StreamOutcome.sourceFails("multifd: received id '1' already setup'")
                        : StreamOutcome.destinationExits(
                                Stage.MEMORY,
                                "socket_accept_incoming_migration: Extra incoming migration connection; ignoring");
            }
        };
    }

    private Optional<StreamOutcome> preempt(StreamSection.Connections connections) {
        boolean waits =
                destination.has("preempt") && destination.facts().destination().waitsForPreempt();
        return unless(!waits || connections.preempt(), unread(connections.transport()));
    }

    private Optional<StreamOutcome> configuration(StreamSection.Configuration configuration) {
        if (!configuration.machine().equals(destination.machine())) {
            return Optional.of(StreamOutcome.destinationExits(
                    Stage.HEAD,
                    "Machine type received is '" + configuration.machine() + "' and local is '" + destination.machine()
                            + "'"));
        }
        for (var sent : new TreeMap<>(configuration.validated()).entrySet()) {
            boolean local = destination.settings().capability().test(sent.getKey());
            if (local != sent.getValue()) {
                return Optional.of(StreamOutcome.destinationExits(
                        Stage.HEAD,
                        "Capability " + sent.getKey() + " is " + word(local) + ", but received capability is "
                                + word(sent.getValue())));
            }
        }
        boolean differentUuid = configuration.uuid() != null
                && destination.uuid() != null
                && !configuration.uuid().equals(destination.uuid());
        return unless(
                !differentUuid,
                StreamOutcome.destinationExits(
                        Stage.HEAD,
                        "UUID received is " + configuration.uuid() + " and local is " + destination.uuid()));
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }

    private Optional<StreamOutcome> blocks(StreamSection.Blocks blocks) {
        GuestHardware local = destination.hardware();
        if (blocks.contents() && destination.keepsMemory()) {
            return Optional.of(StreamOutcome.destinationExits(
                    Stage.MEMORY, "block " + blocks.block() + " should not be migrated !"));
        }
        if (!blocks.block().equals(local.memoryBlock())) {
            return Optional.of(StreamOutcome.destinationExits(
                    Stage.MEMORY, "Unknown ramblock \"" + blocks.block() + "\", cannot accept migration"));
        }
        return unless(
                blocks.bytes() == local.memoryBytes(),
                StreamOutcome.destinationExits(
                        Stage.MEMORY,
                        "Size mismatch: " + blocks.block() + ": 0x" + Long.toHexString(blocks.bytes()) + " != 0x"
                                + Long.toHexString(local.memoryBytes()) + ": Invalid argument"));
    }

    private Optional<StreamOutcome> pages(StreamSection.Pages pages) {
        StreamFacts.Destination facts = destination.facts().destination();
        if (pages.compressed() && !destination.has("compress")) {
            return Optional.of(StreamOutcome.destinationExits(Stage.MEMORY, "Received an unexpected compressed page"));
        }
        if (pages.method() == null) {
            return Optional.empty();
        }
        if (!pages.method().equals(destination.compression())) {
            return Optional.of(StreamOutcome.destinationExits(
                    Stage.MEMORY, "multifd 0: flags received do not match the flags expected"));
        }
        if (pages.flushed() && !facts.supportsFlush()) {
            return Optional.of(StreamOutcome.destinationExits(Stage.MEMORY, LOST_PAGES));
        }
        if (pages.tlsTruncated() && destination.isOn("cleanTlsTermination")) {
            return Optional.of(
                    StreamOutcome.destinationExits(Stage.MEMORY, "The TLS connection was non-properly terminated."));
        }
        return unless(!(pages.withSync() && facts.skipsPagesWithSync()), StreamOutcome.of(Kind.WAITS, Stage.MEMORY));
    }

    private Optional<StreamOutcome> processors(int count) {
        int local = destination.hardware().processors();
        return unless(
                count <= local,
                StreamOutcome.destinationExits(
                        Stage.SWITCHOVER,
                        "Unknown savevm section or instance 'cpu_common' " + local + ". " + SETUP_NOTE));
    }
}

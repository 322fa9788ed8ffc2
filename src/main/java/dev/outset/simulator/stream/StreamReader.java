package dev.outset.simulator.stream;

import dev.outset.simulator.stream.StreamOutcome.Kind;
import dev.outset.simulator.stream.StreamOutcome.Moment;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a destination makes of a stream ({@code migration/savevm.c: qemu_loadvm_state}, {@code migration/channel.c}),
 * decided by its own settings and what it meets.
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
     * @param destination whose settings count
     * @param streamBytes how much the whole stream is, to see whether connections take it that nobody reads
     */
    StreamReader(StreamEndpoint destination, long streamBytes) {
        this.destination = destination;
        this.streamBytes = streamBytes;
    }

    /** What becomes of a stream: what the first piece that stops it leads to. */
    StreamOutcome read(List<StreamSection> pieces) {
        for (StreamSection piece : pieces) {
            Optional<StreamOutcome> fate = read(piece);
            if (fate.isPresent()) {
                return fate.get();
            }
        }
        throw new IllegalStateException("A stream without end");
    }

    private Optional<StreamOutcome> read(StreamSection piece) {
        return switch (piece) {
            case StreamSection.Connections connections -> accept(connections);
            case StreamSection.Configuration configuration -> configuration(configuration);
            case StreamSection.PostcopyAdvice ignored ->
                unless(
                        destination.has("postcopy"),
                        StreamOutcome.exits(Moment.HEAD, "RAM postcopy is disabled but have 16 byte advise"));
            case StreamSection.ColoAnnounced ignored ->
                unless(
                        destination.replication(),
                        StreamOutcome.exits(
                                Moment.HEAD,
                                "ENABLE_COLO command come in migration stream, but the replication module is not built in"));
            case StreamSection.Blocks blocks -> blocks(blocks);
            case StreamSection.Pages pages -> pages(pages);
            case StreamSection.Acknowledgement ignored ->
                unless(destination.has("acknowledge"), StreamOutcome.of(Kind.WAITS, Moment.ACKNOWLEDGEMENT));
            case StreamSection.Switchover ignored ->
                unless(
                        destination.facts().destination().knowsSwitchover(),
                        StreamOutcome.exits(Moment.SWITCHOVER, "Unknown MIG_CMD command: 11"));
            case StreamSection.Processors(int count) -> processors(count);
            case StreamSection.Hotplug(int entries) ->
                unless(
                        entries == 0 || destination.hardware().processors() <= entries,
                        StreamOutcome.exits(Moment.DEVICES, "Missing section footer for 0000:00:1f.0/ICH9LPC"));
            case StreamSection.Device(String name) ->
                unless(
                        destination.hardware().devices().contains(name),
                        StreamOutcome.exits(
                                Moment.DEVICES, "Unknown savevm section or instance '" + name + "' 0. " + SETUP_NOTE));
            case StreamSection.Colo ignored -> Optional.of(StreamOutcome.of(Kind.COLO, Moment.END));
            case StreamSection.End ignored -> Optional.of(StreamOutcome.of(Kind.ARRIVES, Moment.END));
        };
    }

    private static Optional<StreamOutcome> unless(boolean fine, StreamOutcome fate) {
        return fine ? Optional.empty() : Optional.of(fate);
    }

    private Optional<StreamOutcome> accept(StreamSection.Connections connections) {
        if (!connections.hangsUp().isEmpty()) {
            return Optional.of(hangUp(connections.hangsUp()));
        }
        if (destination.lacksCredentials()) {
            return Optional.of(refuse("No TLS credentials with id '" + destination.credentials() + "'"));
        }
        boolean encrypted = !destination.credentials().isEmpty();
        if (connections.encrypted() && !encrypted) {
            return Optional.of(StreamOutcome.exits(Moment.OPENING, "TLS handshake failed", "Not a migration stream"));
        }
        if (!connections.encrypted() && encrypted) {
            return Optional.of(refuse("TLS handshake failed: Error in the push function."));
        }
        return channels(connections).or(() -> preempt(connections));
    }

    /** The source closes the connection before its first byte: a reader of one stream takes that for a broken one. */
    private StreamOutcome hangUp(String why) {
        boolean waits =
                destination.channels() > 0 && destination.facts().destination().waitsAfterHangUp();
        return waits ? StreamOutcome.fails(why) : StreamOutcome.exits(Moment.OPENING, why, "Failed to peek at channel");
    }

    private StreamOutcome refuse(String why) {
        return destination.facts().destination().waitsAfterHangUp()
                ? StreamOutcome.fails("Unable to write to socket: Broken pipe")
                : StreamOutcome.exits(Moment.OPENING, why);
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
        return Optional.of(served == 0 ? StreamOutcome.exits(Moment.MEMORY, LOST_PAGES) : surplus(connections, served));
    }

    private StreamOutcome unread(String transport) {
        long taken = destination.facts().buffers().getOrDefault(transport, 0L);
        return StreamOutcome.of(streamBytes <= taken ? Kind.VANISHES : Kind.WAITS, Moment.CHANNELS);
    }

    private StreamOutcome surplus(StreamSection.Connections connections, int served) {
        StreamFacts.Destination facts = destination.facts().destination();
        return switch (facts.surplus()) {
            case LOSES -> StreamOutcome.exits(Moment.MEMORY, LOST_PAGES);
            case BLOCKS -> {
                if (served > 1) {
                    yield StreamOutcome.blocks();
                }
                boolean refuses = connections.allFirst() && facts.refusesLoneSurplus();
                yield refuses
                        ? StreamOutcome.fails("multifd: received id '1' already setup'")
                        : StreamOutcome.exits(
                                Moment.MEMORY,
                                "socket_accept_incoming_migration: Extra incoming migration connection; ignoring");
            }
        };
    }

    private Optional<StreamOutcome> preempt(StreamSection.Connections connections) {
        boolean waits =
                destination.has("preempt") && destination.facts().destination().waitsForPreempt();
        return unless(!waits || connections.preempt(), unread(connections.transport()));
    }

    private Optional<StreamOutcome> configuration(StreamSection.Configuration head) {
        if (!head.machine().equals(destination.machine())) {
            return Optional.of(StreamOutcome.exits(
                    Moment.HEAD,
                    "Machine type received is '" + head.machine() + "' and local is '" + destination.machine() + "'"));
        }
        for (var sent : new TreeMap<>(head.agreed()).entrySet()) {
            boolean local = destination.settings().capability().test(sent.getKey());
            if (local != sent.getValue()) {
                return Optional.of(StreamOutcome.exits(
                        Moment.HEAD,
                        "Capability " + sent.getKey() + " is " + word(local) + ", but received capability is "
                                + word(sent.getValue())));
            }
        }
        boolean otherUuid = head.uuid() != null
                && destination.uuid() != null
                && !head.uuid().equals(destination.uuid());
        return unless(
                !otherUuid,
                StreamOutcome.exits(
                        Moment.HEAD, "UUID received is " + head.uuid() + " and local is " + destination.uuid()));
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }

    private Optional<StreamOutcome> blocks(StreamSection.Blocks blocks) {
        GuestHardware local = destination.hardware();
        if (blocks.contents() && destination.handsOver()) {
            return Optional.of(
                    StreamOutcome.exits(Moment.MEMORY, "block " + blocks.block() + " should not be migrated !"));
        }
        if (!blocks.block().equals(local.memoryBlock())) {
            return Optional.of(StreamOutcome.exits(
                    Moment.MEMORY, "Unknown ramblock \"" + blocks.block() + "\", cannot accept migration"));
        }
        return unless(
                blocks.bytes() == local.memoryBytes(),
                StreamOutcome.exits(
                        Moment.MEMORY,
                        "Size mismatch: " + blocks.block() + ": 0x" + Long.toHexString(blocks.bytes()) + " != 0x"
                                + Long.toHexString(local.memoryBytes()) + ": Invalid argument"));
    }

    private Optional<StreamOutcome> pages(StreamSection.Pages pages) {
        StreamFacts.Destination facts = destination.facts().destination();
        if (pages.compressed() && !destination.has("compress")) {
            return Optional.of(StreamOutcome.exits(Moment.MEMORY, "Received an unexpected compressed page"));
        }
        if (pages.method() == null) {
            return Optional.empty();
        }
        if (!pages.method().equals(destination.compression())) {
            return Optional.of(
                    StreamOutcome.exits(Moment.MEMORY, "multifd 0: flags received do not match the flags expected"));
        }
        if (pages.flushed() && !facts.knowsFlush()) {
            return Optional.of(StreamOutcome.exits(Moment.MEMORY, LOST_PAGES));
        }
        if (pages.torn() && destination.isOn("cleanEnd")) {
            return Optional.of(StreamOutcome.exits(Moment.MEMORY, "The TLS connection was non-properly terminated."));
        }
        return unless(!(pages.withSync() && facts.skipsPagesWithSync()), StreamOutcome.of(Kind.WAITS, Moment.MEMORY));
    }

    private Optional<StreamOutcome> processors(int count) {
        int local = destination.hardware().processors();
        return unless(
                count <= local,
                StreamOutcome.exits(
                        Moment.SWITCHOVER,
                        "Unknown savevm section or instance 'cpu_common' " + local + ". " + SETUP_NOTE));
    }
}

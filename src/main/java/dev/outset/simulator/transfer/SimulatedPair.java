package dev.outset.simulator.transfer;

import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.state.MigrationState.Arrival;
import dev.outset.simulator.state.MigrationStatus;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.state.Peer;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.RunState;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.stream.StreamEndpoint;
import dev.outset.simulator.stream.StreamOutcome;
import dev.outset.simulator.stream.Streams;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Two simulated QEMUs between which a guest moves. Pure: whoever keeps the two hands both in and keeps both that come out.
 *
 * @param source the QEMU that sends
 * @param destination the QEMU that listens; null when there is none
 * @param sourceEvents what clients of the source are told
 * @param destinationEvents what clients of the destination are told
 */
public record SimulatedPair(
        SimulatedQemu source,
        @Nullable SimulatedQemu destination,
        List<QmpEvent> sourceEvents,
        List<QmpEvent> destinationEvents) {

    private static final String TCP = "tcp:";

    private static final List<String> EVERYWHERE = List.of("", "0.0.0.0", "::", "[::]");

    /** Transports for which nobody has to be there. */
    private static final List<String> ALONE = List.of("file", "exec");

    public SimulatedPair {
        sourceEvents = List.copyOf(sourceEvents);
        destinationEvents = List.copyOf(destinationEvents);
    }

    /** Where a QEMU wants to connect to and nobody has looked yet who listens there. */
    public static Optional<String> callsFor(SimulatedQemu qemu) {
        OutgoingMigration outgoing = qemu.live().passage().outgoing();
        return Optional.ofNullable(outgoing)
                .filter(OutgoingMigration::isUnconnected)
                .map(each -> each.course().target());
    }

    /** Where a QEMU listens for a migration; empty when it does not, or serves one already. */
    public static Optional<String> listensAt(SimulatedQemu qemu) {
        RuntimeState live = qemu.live();
        boolean free = live.runState() == RunState.INMIGRATE
                && live.side().listening()
                && live.passage().arrival() == null
                && live.end() == null;
        return free ? Optional.ofNullable(TransportAddress.of(live.side().address())) : Optional.empty();
    }

    /**
     * How well a listener fits where a source calls; empty if it does not at all. Simulated QEMUs have no hosts: a host's name
     * may be that of a VM, and otherwise whoever listens on the port on every address is meant.
     *
     * @param target where the source calls
     * @param vm the listener's VM
     * @param listensAt where it listens
     */
    public static OptionalInt fit(String target, String vm, String listensAt) {
        if (target.equals(listensAt)) {
            return OptionalInt.of(1);
        }
        int hostEnd = target.lastIndexOf(':');
        boolean samePort = target.startsWith(TCP)
                && listensAt.startsWith(TCP)
                && target.substring(hostEnd).equals(listensAt.substring(listensAt.lastIndexOf(':')));
        if (!samePort) {
            return OptionalInt.empty();
        }
        String host = listensAt.substring(TCP.length(), listensAt.lastIndexOf(':'));
        boolean everywhere = EVERYWHERE.contains(host);
        boolean named = hostEnd > TCP.length()
                && target.substring(TCP.length(), hostEnd).equals(vm);
        return named ? OptionalInt.of(0) : everywhere ? OptionalInt.of(2) : OptionalInt.empty();
    }

    /** The host of a TCP address, which may be the name of a VM; empty for other addresses. */
    public static Optional<String> hostOf(String target) {
        int hostEnd = target.lastIndexOf(':');
        return target.startsWith(TCP) && hostEnd > TCP.length()
                ? Optional.of(target.substring(TCP.length(), hostEnd))
                : Optional.empty();
    }

    /** Whether a QEMU has started a migration that is not over. */
    public static boolean isUnderway(SimulatedQemu qemu) {
        OutgoingMigration outgoing = qemu.live().passage().outgoing();
        return outgoing != null && !outgoing.isOver();
    }

    /** Where a migration goes that is not over; empty when there is none. */
    public static Optional<Peer> destinationOf(SimulatedQemu qemu) {
        return Optional.ofNullable(qemu.live().passage().outgoing())
                .filter(outgoing -> !outgoing.isOver())
                .map(outgoing -> outgoing.course().peer());
    }

    /** Where a migration comes from that is not over; empty when there is none. */
    public static Optional<Peer> sourceOf(SimulatedQemu qemu) {
        return Optional.ofNullable(qemu.live().passage().arrival())
                .filter(arrival -> !arrival.status().isOver())
                .map(Arrival::source);
    }

    /**
     * Connects a source to whoever listens where it calls.
     *
     * @param self how the host knows the source
     * @param peer how the host knows the destination; null when nobody listens
     * @param destination the destination; null when nobody listens
     */
    public static SimulatedPair connect(
            Peer self, SimulatedQemu source, @Nullable Peer peer, @Nullable SimulatedQemu destination, Instant now) {
        MigrationSide from = new MigrationSide(source, source.live());
        OutgoingMigration outgoing = from.outgoing();
        if (destination == null || peer == null) {
            from.keep(outgoing.connected(null, nobody(outgoing)));
            new MigrationSimulation(from, null).until(now);
            return new SimulatedPair(from.result(), null, from.events(), List.of());
        }
        StreamEndpoint sender = StreamEndpoints.of(source.boot(), source.live());
        ParsedCommandLine options = Objects.requireNonNull(source.boot().commandLine());
        StreamOutcome fate = Streams.fate(
                sender,
                StreamEndpoints.of(destination.boot(), destination.live()),
                outgoing.course().transport(),
                BandwidthModel.used(options.hardware(), source.request().load()));
        from.keep(outgoing.connected(peer, fate));
        RuntimeState accepted = destination
                .live()
                .withPassage(destination
                        .live()
                        .passage()
                        .with(new Arrival(MigrationStatus.SETUP, self, fate.blocksMonitor())));
        return lead(from, new MigrationSide(destination, accepted), now);
    }

    private static StreamOutcome nobody(OutgoingMigration outgoing) {
        String target = outgoing.course().target();
        if (ALONE.contains(outgoing.course().transport())) {
            return new StreamOutcome(StreamOutcome.Kind.ARRIVES, StreamOutcome.Moment.END, "", List.of(), false);
        }
        boolean isPath = outgoing.course().transport().equals("unix");
        String error = isPath
                ? "Failed to connect to '" + target.substring(target.indexOf(':') + 1) + "': No such file or directory"
                : "Failed to connect to '" + target.substring(target.indexOf(':') + 1) + "': Connection refused";
        return new StreamOutcome(
                StreamOutcome.Kind.SOURCE_FAILS, StreamOutcome.Moment.OPENING, error, List.of(), false);
    }

    /**
     * Lets everything happen that is due by an instant.
     *
     * @param source a QEMU whose migration is not over
     * @param destination the QEMU at its other end; null when that one is gone
     */
    public static SimulatedPair advance(SimulatedQemu source, @Nullable SimulatedQemu destination, Instant now) {
        MigrationSide from = new MigrationSide(source, source.live());
        if (source.end(now).isPresent()) {
            return cutOff(source, destination, now);
        }
        return lead(from, destination == null ? null : new MigrationSide(destination, destination.live()), now);
    }

    /** A destination, given back as the only one of its pair, whose source is gone or was replaced by another QEMU. */
    public static SimulatedPair orphaned(SimulatedQemu destination, Instant now) {
        MigrationSide to = new MigrationSide(destination, destination.live());
        MigrationSimulation.cutOff(to, now);
        return new SimulatedPair(to.result(), null, to.events(), List.of());
    }

    private static SimulatedPair cutOff(SimulatedQemu source, @Nullable SimulatedQemu destination, Instant now) {
        if (destination == null) {
            return new SimulatedPair(source, null, List.of(), List.of());
        }
        SimulatedPair left = orphaned(destination, now);
        return new SimulatedPair(source, left.source(), List.of(), left.sourceEvents());
    }

    private static SimulatedPair lead(MigrationSide from, @Nullable MigrationSide to, Instant now) {
        new MigrationSimulation(from, to).until(now);
        return new SimulatedPair(
                from.result(), to == null ? null : to.result(), from.events(), to == null ? List.of() : to.events());
    }
}

package dev.outset.simulator.transfer;

import dev.outset.qemu.RunState;
import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.state.MigrationState.Incoming;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.state.Peer;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.stream.StreamOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The source and the destination of a migration between simulated QEMUs. Without side effects: the caller passes the
 * current QEMUs to each operation and stores the resulting pair.
 *
 * @param source the source
 * @param destination the destination; null for none
 * @param sourceEvents the events for clients of the source
 * @param destinationEvents the events for clients of the destination
 */
public record SimulatedPair(
        SimulatedQemu source,
        @Nullable SimulatedQemu destination,
        List<QmpEvent> sourceEvents,
        List<QmpEvent> destinationEvents) {

    private static final String TCP = "tcp:";

    private static final List<String> WILDCARDS = List.of("", "0.0.0.0", "::", "[::]");

    /** The transports that do not need a destination. */
    private static final List<String> WITHOUT_DESTINATION = List.of("file", "exec");

    public SimulatedPair {
        sourceEvents = List.copyOf(sourceEvents);
        destinationEvents = List.copyOf(destinationEvents);
    }

    /** The target of an outgoing migration whose destination has not been looked up yet; empty for none. */
    public static Optional<String> pendingTarget(SimulatedQemu qemu) {
        OutgoingMigration outgoing = qemu.state().migrations().outgoing();
        return Optional.ofNullable(outgoing)
                .filter(OutgoingMigration::isUnconnected)
                .map(each -> each.connection().target());
    }

    /** The address on which a QEMU listens for a migration; empty if it does not listen or already has a source. */
    public static Optional<String> listenAddress(SimulatedQemu qemu) {
        RuntimeState state = qemu.state();
        boolean free = state.runState() == RunState.INMIGRATE
                && state.incoming().listening()
                && state.migrations().incoming() == null
                && state.end() == null;
        return free ? Optional.ofNullable(TransportAddress.of(state.incoming().address())) : Optional.empty();
    }

    /**
     * The rank of a listener for a target, lowest first; empty if it does not match. Simulated QEMUs have no hosts: the
     * host of a target can be the name of a VM; otherwise a listener on all addresses with the same port matches.
     *
     * @param target the target of the source
     * @param vm the VM of the listener
     * @param listensAt the address of the listener
     */
    public static OptionalInt rank(String target, String vm, String listensAt) {
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
        boolean wildcard = WILDCARDS.contains(host);
        boolean named = hostEnd > TCP.length()
                && target.substring(TCP.length(), hostEnd).equals(vm);
        return named ? OptionalInt.of(0) : wildcard ? OptionalInt.of(2) : OptionalInt.empty();
    }

    /** The host of a TCP address, which can be the name of a VM; empty for other addresses. */
    public static Optional<String> hostOf(String target) {
        int hostEnd = target.lastIndexOf(':');
        return target.startsWith(TCP) && hostEnd > TCP.length()
                ? Optional.of(target.substring(TCP.length(), hostEnd))
                : Optional.empty();
    }

    /** Whether a QEMU has an unfinished outgoing migration. */
    public static boolean isMigrating(SimulatedQemu qemu) {
        OutgoingMigration outgoing = qemu.state().migrations().outgoing();
        return outgoing != null && !outgoing.isOver();
    }

    /** Whether a QEMU is the source or the destination of an unfinished migration. */
    public static boolean isPartOfMigration(SimulatedQemu qemu) {
        return isMigrating(qemu) || sourceOf(qemu).isPresent();
    }

    /** The destination of the unfinished outgoing migration; empty for none. */
    public static Optional<Peer> destinationOf(SimulatedQemu qemu) {
        return Optional.ofNullable(qemu.state().migrations().outgoing())
                .filter(outgoing -> !outgoing.isOver())
                .map(outgoing -> outgoing.connection().peer());
    }

    /** The source of the unfinished incoming migration; empty for none. */
    public static Optional<Peer> sourceOf(SimulatedQemu qemu) {
        return Optional.ofNullable(qemu.state().migrations().incoming())
                .filter(arrival -> !arrival.status().isOver())
                .map(Incoming::source);
    }

    /**
     * Connects a source to the QEMU that listens on its target.
     *
     * @param self the identity of the source
     * @param source the source
     * @param peer the identity of the destination; null if no QEMU listens
     * @param destination the destination; null if no QEMU listens
     */
    public static SimulatedPair connect(
            Peer self, SimulatedQemu source, @Nullable Peer peer, @Nullable SimulatedQemu destination, Instant now) {
        MigrationSide from = new MigrationSide(source, source.state());
        OutgoingMigration outgoing = from.outgoing();
        if (destination == null || peer == null) {
            from.update(outgoing.connected(null, outcomeWithoutListener(outgoing)));
            new MigrationSimulation(from, null).advanceTo(now);
            return new SimulatedPair(from.result(), null, from.events(), List.of());
        }
        ParsedCommandLine options = Objects.requireNonNull(source.boot().commandLine());
        StreamOutcome outcome = StreamReader.outcome(
                new StreamEndpoint(source),
                new StreamEndpoint(destination),
                outgoing.connection().transport(),
                BandwidthModel.usedMemory(
                        options.hardware(), source.request().simulation().load()));
        from.update(outgoing.connected(peer, outcome));
        RuntimeState accepted = destination
                .state()
                .withMigrations(destination
                        .state()
                        .migrations()
                        .with(new Incoming(MigrationStatus.SETUP, self, outcome.blocksMonitor())));
        return simulate(from, new MigrationSide(destination, accepted), now);
    }

    private static StreamOutcome outcomeWithoutListener(OutgoingMigration outgoing) {
        String transport = outgoing.connection().transport();
        String target = outgoing.connection().target();
        if (WITHOUT_DESTINATION.contains(transport)) {
            return StreamOutcome.of(StreamOutcome.Kind.ARRIVES, StreamOutcome.Stage.END);
        }
        return StreamOutcome.sourceFails("Failed to connect to '" + target.substring(target.indexOf(':') + 1) + "': "
                + (transport.equals("unix") ? "No such file or directory" : "Connection refused"));
    }

    /**
     * Advances a migration to an instant.
     *
     * @param source a QEMU with an unfinished outgoing migration
     * @param destination its destination; null if that QEMU does not exist anymore
     */
    public static SimulatedPair advance(SimulatedQemu source, @Nullable SimulatedQemu destination, Instant now) {
        MigrationSide from = new MigrationSide(source, source.state());
        if (source.end(now).isPresent()) {
            return cutOff(source, destination, now);
        }
        return simulate(from, destination == null ? null : new MigrationSide(destination, destination.state()), now);
    }

    /**
     * Ends the incoming migration of a destination whose source is gone or was replaced by another QEMU. Returns a pair
     * with the destination as its {@code source}.
     */
    public static SimulatedPair orphaned(SimulatedQemu destination, Instant now) {
        MigrationSide to = new MigrationSide(destination, destination.state());
        MigrationSimulation.abortIncoming(to, now);
        return new SimulatedPair(to.result(), null, to.events(), List.of());
    }

    private static SimulatedPair cutOff(SimulatedQemu source, @Nullable SimulatedQemu destination, Instant now) {
        if (destination == null) {
            return new SimulatedPair(source, null, List.of(), List.of());
        }
        SimulatedPair orphaned = orphaned(destination, now);
        return new SimulatedPair(source, orphaned.source(), List.of(), orphaned.sourceEvents());
    }

    private static SimulatedPair simulate(MigrationSide from, @Nullable MigrationSide to, Instant now) {
        new MigrationSimulation(from, to).advanceTo(now);
        return new SimulatedPair(
                from.result(), to == null ? null : to.result(), from.events(), to == null ? List.of() : to.events());
    }
}

package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.host.SimulatedQemuRows.Change;
import dev.outset.simulator.host.SimulatedQemuRows.Row;
import dev.outset.simulator.host.SimulatedQemus.Stored;
import dev.outset.simulator.state.Peer;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.SimulatedPair;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Guests on their way between two rows of the table. Both rows are written together, each in the version that was read, so
 * that it matters to nobody which replica lets a migration go on.
 */
final class MigrationCoordinator {

    private final SimulatedQemuRows rows;

    private final SimulatedQemuCodec codec;

    private final InstantSource clock;

    private final MonitorEvents events;

    MigrationCoordinator(SimulatedQemuRows rows, SimulatedQemuCodec codec, InstantSource clock, MonitorEvents events) {
        this.rows = rows;
        this.codec = codec;
        this.clock = clock;
        this.events = events;
    }

    /** Whether a QEMU is one end of a migration that is not over. */
    boolean isLinked(Stored stored) {
        return SimulatedPair.isUnderway(stored.qemu())
                || SimulatedPair.sourceOf(stored.qemu()).isPresent();
    }

    /** Lets happen what is due; empty if somebody else has written meanwhile. */
    Optional<Stored> advance(Stored stored) {
        if (SimulatedPair.isUnderway(stored.qemu())) {
            Stored other = SimulatedPair.destinationOf(stored.qemu())
                    .flatMap(this::load)
                    .orElse(null);
            return keepBoth(stored, other, advanced(stored.qemu(), other)).map(Kept::source);
        }
        Optional<Peer> source = SimulatedPair.sourceOf(stored.qemu());
        Stored other = source.flatMap(this::load).orElse(null);
        if (other == null) {
            return Optional.of(SimulatedPair.orphaned(stored.qemu(), clock.instant()))
                    .flatMap(orphaned -> keepBoth(stored, null, orphaned))
                    .map(Kept::source);
        }
        return keepBoth(other, stored, advanced(other.qemu(), stored)).map(Kept::destination);
    }

    private SimulatedPair advanced(SimulatedQemu source, @Nullable Stored destination) {
        return SimulatedPair.advance(source, destination == null ? null : destination.qemu(), clock.instant());
    }

    /**
     * Keeps what a command has made of a QEMU, and what follows for the other end; empty if somebody else has written.
     *
     * @param written is told whose rows were written; null for nobody
     */
    Optional<Stored> keep(Stored stored, SimulatedQemu changed, @Nullable QemuChangeListener written) {
        if (changed == stored.qemu()) {
            return Optional.of(stored);
        }
        Optional<String> target = SimulatedPair.callsFor(changed);
        if (target.isPresent()) {
            Stored listener = listener(target.get(), stored.row().vm());
            SimulatedPair pair = SimulatedPair.connect(
                    peer(stored),
                    changed,
                    listener == null ? null : peer(listener),
                    listener == null ? null : listener.qemu(),
                    clock.instant());
            return keepBoth(stored, listener, pair, written).map(Kept::source);
        }
        Optional<Peer> destination = SimulatedPair.destinationOf(stored.qemu());
        if (destination.isPresent()) {
            Stored other = load(destination.get()).orElse(null);
            return keepBoth(stored, other, advanced(changed, other), written).map(Kept::source);
        }
        List<Change> changes = new ArrayList<>();
        Stored kept = change(stored, changed, changes);
        return replace(changes, written) ? Optional.of(kept) : Optional.empty();
    }

    private static Peer peer(Stored stored) {
        return new Peer(stored.row().vm(), stored.row().boot());
    }

    private Optional<Stored> load(Peer peer) {
        return load(peer.vm()).filter(stored -> stored.row().boot() == peer.boot());
    }

    private Optional<Stored> load(String vm) {
        return rows.find(vm).map(row -> new Stored(row, codec.decode(row.request(), row.changes())));
    }

    /**
     * The QEMU that listens where a source calls; null for none. A host that is the name of a VM means that VM alone, and where
     * several fit equally well it is not known which is meant: then no guest goes to any of them.
     */
    private @Nullable Stored listener(String target, String self) {
        record Candidate(Stored stored, int fit) {}
        Optional<String> named =
                SimulatedPair.hostOf(target).filter(host -> rows.find(host).isPresent());
        List<Candidate> best = rows.listeners().stream()
                .filter(listener -> !listener.vm().equals(self))
                .filter(listener -> named.isEmpty() || named.get().equals(listener.vm()))
                .map(listener -> new Fitting(listener.vm(), SimulatedPair.fit(target, listener.vm(), listener.at())))
                .filter(fitting -> fitting.fit().isPresent())
                .sorted(Comparator.comparingInt(fitting -> fitting.fit().getAsInt()))
                .flatMap(fitting ->
                        load(fitting.vm())
                                .map(stored ->
                                        new Candidate(stored, fitting.fit().getAsInt()))
                                .stream())
                .filter(candidate ->
                        SimulatedPair.listensAt(candidate.stored().qemu()).isPresent()
                                && candidate.stored().qemu().answers(clock.instant()))
                .limit(2)
                .toList();
        boolean isClear = best.size() == 1
                || (best.size() == 2 && best.getFirst().fit() < best.getLast().fit());
        return isClear ? best.getFirst().stored() : null;
    }

    private record Fitting(String vm, OptionalInt fit) {}

    /**
     * Both ends as they are kept.
     *
     * @param source the source
     * @param destination the destination; the source again when there is none
     */
    private record Kept(Stored source, Stored destination) {}

    private boolean replace(List<Change> changes, @Nullable QemuChangeListener written) {
        return changes.isEmpty() || rows.replaceAll(changes, written);
    }

    private Optional<Kept> keepBoth(Stored source, @Nullable Stored destination, SimulatedPair pair) {
        return keepBoth(source, destination, pair, null);
    }

    private Optional<Kept> keepBoth(
            Stored source, @Nullable Stored destination, SimulatedPair pair, @Nullable QemuChangeListener written) {
        List<Change> changes = new ArrayList<>();
        Stored keptSource = change(source, pair.source(), changes);
        SimulatedQemu arrived = pair.destination();
        Stored keptDestination =
                destination == null || arrived == null ? keptSource : change(destination, arrived, changes);
        if (!replace(changes, written)) {
            return Optional.empty();
        }
        tell(source, pair.sourceEvents());
        if (destination != null) {
            tell(destination, pair.destinationEvents());
        }
        return Optional.of(new Kept(keptSource, keptDestination));
    }

    private void tell(Stored stored, List<QmpEvent> happened) {
        events.publish(stored.row().vm(), stored.row().boot(), happened, this);
    }

    private Stored change(Stored stored, SimulatedQemu changed, List<Change> changes) {
        Optional<Row> row = row(stored, changed);
        row.ifPresent(each -> changes.add(new Change(stored.row(), each)));
        return new Stored(row.orElse(stored.row()), changed);
    }

    /** The row of a QEMU as it has become; empty when its text is the same. */
    private Optional<Row> row(Stored stored, SimulatedQemu changed) {
        String changes = codec.encodeChanges(changed);
        return changes.equals(stored.row().changes())
                ? Optional.empty()
                : Optional.of(stored.row()
                        .changed(changes, SimulatedPair.listensAt(changed).orElse(null)));
    }
}

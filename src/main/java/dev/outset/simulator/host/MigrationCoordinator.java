package dev.outset.simulator.host;

import dev.outset.launch.QemuChangeListener;
import dev.outset.simulator.SimulatedQemuCodec;
import dev.outset.simulator.host.SimulatedQemuRepository.Change;
import dev.outset.simulator.host.SimulatedQemuRepository.Row;
import dev.outset.simulator.host.SimulatedQemuService.Stored;
import dev.outset.simulator.state.Peer;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.SimulatedPair;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Advances migrations between two rows of the table. Both rows are written in one transaction, each only if its version
 * is unchanged, so that any replica can advance a migration.
 */
final class MigrationCoordinator {

    private final SimulatedQemuRepository rows;

    private final SimulatedQemuCodec codec;

    private final InstantSource clock;

    private final MonitorEvents events;

    MigrationCoordinator(
            SimulatedQemuRepository rows, SimulatedQemuCodec codec, InstantSource clock, MonitorEvents events) {
        this.rows = rows;
        this.codec = codec;
        this.clock = clock;
        this.events = events;
    }

    /** Advances the migration of a QEMU to the current time; empty if a row was modified concurrently. */
    Optional<Stored> advance(Stored stored) {
        if (SimulatedPair.isMigrating(stored.qemu())) {
            Stored other = SimulatedPair.destinationOf(stored.qemu())
                    .flatMap(this::load)
                    .orElse(null);
            return saveBoth(stored, other, advanced(stored.qemu(), other), null).map(Saved::source);
        }
        Optional<Peer> source = SimulatedPair.sourceOf(stored.qemu());
        Stored other = source.flatMap(this::load).orElse(null);
        if (other == null) {
            return saveBoth(stored, null, SimulatedPair.orphaned(stored.qemu(), clock.instant()), null)
                    .map(Saved::source);
        }
        return saveBoth(other, stored, advanced(other.qemu(), stored), null).map(Saved::destination);
    }

    private SimulatedPair advanced(SimulatedQemu source, @Nullable Stored destination) {
        return SimulatedPair.advance(source, destination == null ? null : destination.qemu(), clock.instant());
    }

    /**
     * Stores a QEMU that a command has changed, with the effect on its peer; empty if a row was modified concurrently.
     *
     * @param written is notified of the VMs whose rows were written; null for no notification
     */
    Optional<Stored> save(Stored stored, SimulatedQemu changed, @Nullable QemuChangeListener written) {
        if (changed == stored.qemu()) {
            return Optional.of(stored);
        }
        Optional<String> target = SimulatedPair.pendingTarget(changed);
        if (target.isPresent()) {
            Stored listener = listener(target.get(), stored.row().vm());
            SimulatedPair pair = SimulatedPair.connect(
                    peer(stored),
                    changed,
                    listener == null ? null : peer(listener),
                    listener == null ? null : listener.qemu(),
                    clock.instant());
            return saveBoth(stored, listener, pair, written).map(Saved::source);
        }
        Optional<Peer> destination = SimulatedPair.destinationOf(stored.qemu());
        if (destination.isPresent()) {
            Stored other = load(destination.get()).orElse(null);
            return saveBoth(stored, other, advanced(changed, other), written).map(Saved::source);
        }
        return saveBoth(stored, null, new SimulatedPair(changed, null, List.of(), List.of()), written)
                .map(Saved::source);
    }

    private static Peer peer(Stored stored) {
        return new Peer(stored.row().vm(), stored.row().boot());
    }

    private Optional<Stored> load(Peer peer) {
        return load(peer.vm()).filter(stored -> stored.row().boot() == peer.boot());
    }

    /** The QEMU of a VM as it is stored. */
    Optional<Stored> load(String vm) {
        return rows.find(vm).map(row -> new Stored(row, codec.decode(row.request(), row.changes())));
    }

    /**
     * The QEMU that listens on the target of a source; null for none. A host that is the name of a VM selects only that
     * VM. If several QEMUs match equally well, the target is ambiguous and none is selected.
     */
    private @Nullable Stored listener(String target, String self) {
        Optional<String> named =
                SimulatedPair.hostOf(target).filter(host -> rows.find(host).isPresent());
        List<Match> matches = rows.listeners().stream()
                .filter(listener -> !listener.vm().equals(self))
                .filter(listener -> named.isEmpty() || named.get().equals(listener.vm()))
                .flatMap(listener -> SimulatedPair.rank(target, listener.vm(), listener.listensAt()).stream()
                        .mapToObj(rank -> new Match(listener.vm(), rank)))
                .sorted(Comparator.comparingInt(Match::rank))
                .toList();
        @Nullable Stored best = null;
        int bestRank = 0;
        for (Match match : matches) {
            if (best != null && match.rank() > bestRank) {
                return best;
            }
            Stored ready = load(match.vm()).filter(this::listens).orElse(null);
            if (ready != null && best != null) {
                return null;
            }
            best = ready == null ? best : ready;
            bestRank = match.rank();
        }
        return best;
    }

    private record Match(String vm, int rank) {}

    private boolean listens(Stored stored) {
        return SimulatedPair.listenAddress(stored.qemu()).isPresent()
                && stored.qemu().isMonitorReady(clock.instant());
    }

    /**
     * The source and the destination as stored.
     *
     * @param source the source
     * @param destination the destination; the source if there is none
     */
    private record Saved(Stored source, Stored destination) {}

    private Optional<Saved> saveBoth(
            Stored source, @Nullable Stored destination, SimulatedPair pair, @Nullable QemuChangeListener written) {
        List<Change> changes = new ArrayList<>();
        Stored savedSource = change(source, pair.source(), changes);
        SimulatedQemu destinationQemu = pair.destination();
        Stored savedDestination = destination == null || destinationQemu == null
                ? savedSource
                : change(destination, destinationQemu, changes);
        if (!changes.isEmpty() && !rows.replaceAll(changes, written)) {
            return Optional.empty();
        }
        publish(source, pair.sourceEvents());
        if (destination != null) {
            publish(destination, pair.destinationEvents());
        }
        return Optional.of(new Saved(savedSource, savedDestination));
    }

    private void publish(Stored stored, List<QmpEvent> published) {
        events.publish(stored.row().vm(), stored.row().boot(), published, this);
    }

    private Stored change(Stored stored, SimulatedQemu changed, List<Change> changes) {
        Optional<Row> row = updatedRow(stored, changed);
        row.ifPresent(each -> changes.add(new Change(stored.row(), each)));
        return new Stored(row.orElse(stored.row()), changed);
    }

    /** The new row of a changed QEMU; empty if its text is unchanged. */
    private Optional<Row> updatedRow(Stored stored, SimulatedQemu changed) {
        String changes = codec.encodeChanges(changed);
        return changes.equals(stored.row().changes())
                ? Optional.empty()
                : Optional.of(stored.row()
                        .changed(changes, SimulatedPair.listenAddress(changed).orElse(null)));
    }
}

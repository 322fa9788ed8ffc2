package dev.outset.simulator.host;

import dev.outset.simulator.Simulator;
import dev.outset.simulator.host.SimulatedQemuRepository.RowVersion;
import dev.outset.simulator.host.SimulatedQemuService.Stored;
import dev.outset.simulator.state.SimulatedQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains a monitor socket for every running simulated QEMU. Each scan compares the open sockets with the rows of the
 * table, so that QEMUs that were started by other replicas, or before this process, also get a socket.
 */
final class MonitorSockets implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorSockets.class);

    private static final String SUFFIX = ".qmp";

    private final Simulator simulator;

    private final SimulatedQemuService qemus;

    private final MonitorEvents events;

    private final SimulatorSettings settings;

    private final Map<String, Served> served = new HashMap<>();

    private boolean closed;

    /**
     * A QEMU with a socket.
     *
     * @param boot the boot number of its VM
     * @param version the version of its row at the last scan
     * @param socket the socket
     */
    private record Served(long boot, long version, MonitorSocket socket) {}

    MonitorSockets(Simulator simulator, SimulatedQemuService qemus, MonitorEvents events, SimulatorSettings settings) {
        this.simulator = simulator;
        this.qemus = qemus;
        this.events = events;
        this.settings = settings;
    }

    /** Removes the sockets without a listener, which a killed process has left behind. */
    void removeStale() {
        Path folder = Path.of(settings.socketFolder());
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path :
                    paths.filter(name -> name.toString().endsWith(SUFFIX)).toList()) {
                if (MonitorSocket.isStale(path)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException failed) {
            LOG.warn("Cannot remove stale monitor sockets: {}", failed.getMessage());
        }
    }

    /** Opens and closes sockets so that they match the running QEMUs. */
    synchronized void scan() {
        if (closed) {
            return;
        }
        List<RowVersion> stamps = qemus.versions();
        Set<String> removed = new HashSet<>(served.keySet());
        for (RowVersion stamp : stamps) {
            removed.remove(stamp.vm());
            update(stamp);
        }
        removed.forEach(this::remove);
    }

    private void update(RowVersion stamp) {
        Served known = served.get(stamp.vm());
        if (known != null && known.boot() == stamp.boot() && known.version() == stamp.version()) {
            return;
        }
        Optional<Stored> running = qemus.find(stamp.vm()).filter(stored -> runs(stored.qemu()));
        if (running.isEmpty()) {
            remove(stamp.vm());
        } else if (known != null && known.boot() == running.get().row().boot()) {
            served.put(stamp.vm(), new Served(known.boot(), running.get().row().version(), known.socket()));
        } else {
            remove(stamp.vm());
            open(stamp.vm(), running.get());
        }
    }

    private boolean runs(SimulatedQemu qemu) {
        Instant now = qemus.clock().instant();
        return qemu.end(now).isEmpty()
                && qemu.mainLoopStartedAt().filter(from -> !now.isBefore(from)).isPresent();
    }

    private void open(String vm, Stored stored) {
        if (served.size() >= settings.maxSockets()) {
            LOG.warn("No monitor socket for {}: the limit of {} sockets is reached", vm, settings.maxSockets());
            return;
        }
        Path path = Path.of(settings.socketFolder(), vm + SUFFIX);
        try {
            Files.createDirectories(path.getParent());
            MonitorSocket socket = MonitorSocket.open(path, settings);
            socket.serve(vm, stored.qemu(), simulator, qemus, events);
            served.put(vm, new Served(stored.row().boot(), stored.row().version(), socket));
        } catch (IOException | IllegalArgumentException failed) {
            LOG.warn("Cannot open the monitor socket of {}: {}", vm, failed.getMessage());
        }
    }

    private void remove(String vm) {
        Served old = served.remove(vm);
        if (old != null) {
            old.socket().close();
        }
    }

    /** Closes every socket. */
    @Override
    public synchronized void close() {
        closed = true;
        Set.copyOf(served.keySet()).forEach(this::remove);
    }
}

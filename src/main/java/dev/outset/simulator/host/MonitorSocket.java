package dev.outset.simulator.host;

import dev.outset.simulator.Simulator;
import dev.outset.simulator.state.SimulatedQemu;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The unix socket for the monitor of one simulated QEMU. */
final class MonitorSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorSocket.class);

    private final Path path;

    private final ServerSocketChannel server;

    private final Set<MonitorConnection> connections = ConcurrentHashMap.newKeySet();

    private final SimulatorSettings settings;

    private MonitorSocket(Path path, ServerSocketChannel server, SimulatorSettings settings) {
        this.path = path;
        this.server = server;
        this.settings = settings;
    }

    /**
     * Opens a socket and replaces a stale one at the path. The socket is renamed to the path only when it listens, so
     * that a client that finds it can connect.
     */
    static MonitorSocket open(Path path, SimulatorSettings settings) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + "~");
        Files.deleteIfExists(temporary);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(temporary));
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
        return new MonitorSocket(path, server, settings);
    }

    /** Whether a path is a socket without a listener. */
    static boolean isStale(Path path) throws IOException {
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            return false;
        }
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    /** Accepts clients, each on its own thread, until the socket is closed. */
    void serve(String vm, SimulatedQemu qemu, Simulator simulator, SimulatedQemuService qemus, MonitorEvents events) {
        Thread.ofVirtual().name("qmp-socket-" + vm).start(() -> {
            try {
                while (server.isOpen()) {
                    admit(new MonitorConnection(server.accept(), simulator, qemus, vm, qemu, settings), vm, events);
                }
            } catch (IOException closed) {
                LOG.debug("The monitor socket of {} is closed", vm);
            }
        });
    }

    private void admit(MonitorConnection connection, String vm, MonitorEvents events) {
        if (connections.size() >= settings.maxConnections()) {
            LOG.warn("Rejecting a QMP client of {}: {} clients are already connected", vm, settings.maxConnections());
            connection.close();
            return;
        }
        connections.add(connection);
        Thread.ofVirtual().name("qmp-client-" + vm).start(() -> {
            try {
                connection.serve(events);
            } finally {
                connections.remove(connection);
            }
        });
    }

    /** Removes the socket and closes every connection after its pending messages are written. */
    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException failed) {
            LOG.warn("Cannot remove the monitor socket {}", path.getFileName(), failed);
        }
        connections.forEach(MonitorConnection::closeGracefully);
    }
}

package dev.outset.simulator.transport;

import dev.outset.catalogue.Behaviour;
import dev.outset.parameters.MigrationAddress;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.Ascii;
import dev.outset.simulator.text.Numbers;
import dev.outset.simulator.text.QemuError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Opens incoming transports. A simulated QEMU does not listen, but reports the errors that listening can cause. */
public final class IncomingTransports {

    private static final int LONGEST_UNIX_PATH = 108;

    /** The port that a listener on port 0 gets. */
    private static final String EPHEMERAL_PORT = "49152";

    private final CompiledCatalogue release;

    private final boolean onMonitor;

    private final List<String> warnings;

    /**
     * Transports of a release.
     *
     * @param onMonitor whether a monitor command opens them; only then file descriptors can have names
     * @param warnings receives the lines for standard error
     */
    public IncomingTransports(CompiledCatalogue release, boolean onMonitor, List<String> warnings) {
        this.release = release;
        this.onMonitor = onMonitor;
        this.warnings = warnings;
    }

    /**
     * Opens a transport and returns the address of its socket; null if it does not use a socket.
     *
     * @param uri the URI of the address; null if the address is from a channel
     * @throws QemuError if the transport cannot be opened
     */
    public @Nullable ObjectNode open(MigrationAddress address, @Nullable String uri) {
        return switch (address) {
            case MigrationAddress.Inet inet -> tcp(inet);
            case MigrationAddress.Unix unix -> unix(unix.path());
            case MigrationAddress.Vsock vsock -> vsock(vsock);
            case MigrationAddress.Fd fd -> descriptor(fd.str());
            case MigrationAddress.Exec ignored -> null;
            case MigrationAddress.Rdma ignored ->
                throw release.catalogue().build().contains("CONFIG_RDMA")
                        ? QemuError.generic("RDMA ERROR: could not create rdma event channel")
                        : notBuilt(uri);
            case MigrationAddress.File file -> file(file.filename());
        };
    }

    /**
     * {@code rdma:} in a build without RDMA: up to 10.2 the message includes the URI, which a channel does not have.
     */
    private QemuError notBuilt(@Nullable String uri) {
        String text = release.catalogue().incoming().rdmaNotBuilt();
        int colon = text.indexOf(": ");
        return QemuError.generic(colon < 0 ? text : text.substring(0, colon) + ": " + (uri == null ? "(null)" : uri));
    }

    private static ObjectNode tcp(MigrationAddress.Inet inet) {
        boolean validPort = Numbers.strtou64(inet.port().isEmpty() ? "0" : "+" + stripZeros(inet.port())) != null
                || SimulatedHost.isService(inet.port());
        if (!isHost(inet.host()) || !validPort) {
            String reason =
                    isHost(inet.host()) ? "Servname not supported for ai_socktype" : "Name or service not known";
            throw QemuError.generic("address resolution failed for " + inet.host() + ":" + inet.port() + ": " + reason);
        }
        boolean ipv6 = inet.host().indexOf(':') >= 0;
        ObjectNode address = JsonNodeFactory.instance.objectNode();
        address.put("host", inet.host().isEmpty() ? "0.0.0.0" : inet.host());
        address.put("port", inet.port().equals("0") ? EPHEMERAL_PORT : inet.port());
        address.put(ipv6 ? "ipv6" : "ipv4", true);
        return address.put("type", "inet");
    }

    private static String stripZeros(String port) {
        int at = 0;
        while (at < port.length() - 1 && port.charAt(at) == '0') {
            at++;
        }
        return port.substring(at);
    }

    private static boolean isHost(String host) {
        return host.chars().allMatch(c -> Ascii.isAlnum(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '%');
    }

    private static ObjectNode unix(String path) {
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_UNIX_PATH) {
            throw QemuError.generic("UNIX socket path '" + path + "' is too long")
                    .withHints(List.of("Path must be less than " + LONGEST_UNIX_PATH + " bytes"));
        }
        if (!SimulatedHost.hasParentFolder(path)) {
            throw QemuError.generic("Failed to bind socket to " + path + ": No such file or directory");
        }
        return JsonNodeFactory.instance.objectNode().put("path", path).put("type", "unix");
    }

    private static ObjectNode vsock(MigrationAddress.Vsock vsock) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("cid", vsock.cid())
                .put("port", vsock.port())
                .put("type", "vsock");
    }

    /** {@code migration/fd.c: fd_start_incoming_migration}. */
    private @Nullable ObjectNode descriptor(String str) {
        if (onMonitor && (str.isEmpty() || !Ascii.isDigit(str.charAt(0)))) {
            throw QemuError.generic("File descriptor named '" + str + "' has not been found");
        }
        int descriptor = Numbers.parseFd(str);
        if (descriptor < 0) {
            throw QemuError.generic("Invalid file descriptor number '" + str + "'");
        }
        Behaviour.FdToPlainFile treatment = release.behaviour().fdToPlainFile();
        if (!SimulatedHost.isOpenPipe(descriptor)) {
            switch (treatment) {
                case ACCEPTED -> {}
                case WARNED -> warnings.add("warning: fd: migration to a file is deprecated. Use file: instead.");
                case REFUSED -> throw QemuError.generic("fd: migration to a file is not supported. Use file: instead.");
            }
        }
        return null;
    }

    /** {@code socket_get_fd}, which handles {@code tcp:fd:…} up to 8.1: a simulated QEMU has no socket descriptors. */
    public static QemuError notASocket(String str, boolean onMonitor) {
        boolean named = onMonitor && (str.isEmpty() || !Ascii.isDigit(str.charAt(0)));
        return QemuError.generic(
                named
                        ? "File descriptor named '" + str + "' has not been found"
                        : Numbers.parseFd(str) < 0
                                ? "Unable to parse FD number " + str
                                : "File descriptor '" + str + "' is not a socket");
    }

    private @Nullable ObjectNode file(String filename) {
        if (!SimulatedHost.hasFile(filename)) {
            throw QemuError.generic(release.behaviour().fileOpenError().replace("%s", filename));
        }
        return null;
    }
}

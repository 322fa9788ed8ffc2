package dev.outset.launch.policy.rule;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the processes that listen on unix sockets of this host. */
public final class UnixSockets {

    private static final int TYPE_MASK = 0170000;

    private static final int SOCKET = 0140000;

    /** {@code include/linux/net.h}: {@code SO_ACCEPTCON}. */
    private static final int LISTENING = 1 << 16;

    /** {@code proc(5)}, {@code /proc/net/unix}: Num RefCount Protocol Flags Type St Inode Path. */
    private static final int FLAGS = 3;

    private static final int INODE = 6;

    private static final int COLUMNS = 8;

    private final Path proc;

    /**
     * Creates a view of the sockets.
     *
     * @param proc the mount point of {@code /proc}
     */
    public UnixSockets(Path proc) {
        this.proc = proc;
    }

    /** Returns whether a path is a unix socket itself, not a link to one. */
    static boolean isSocket(Path path) {
        try {
            Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits && (bits & TYPE_MASK) == SOCKET;
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /**
     * Returns whether a process listens on a socket. {@code /proc} is checked first, because a QEMU that waits for a
     * migration would take a connection for it. A connection is tried only if {@code /proc} does not list the socket,
     * since sockets of other network namespaces are not listed.
     *
     * @param path the socket, with all links resolved
     */
    boolean isListening(Path path) {
        return !listeners(path).isEmpty() || accepts(path);
    }

    /**
     * Returns whether a given process listens on a socket.
     *
     * @param path the socket, with all links resolved
     * @param pid the process id
     */
    boolean isListening(Path path, long pid) {
        Set<String> links = new HashSet<>();
        listeners(path).forEach(inode -> links.add("socket:[" + inode + "]"));
        if (links.isEmpty()) {
            return false;
        }
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(proc.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (links.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException gone) {
            return false;
        }
        return false;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private List<String> listeners(Path path) {
        String text = path.toString();
        try {
            // Names are bytes; one that is not valid UTF-8 must not hide the others.
            return Files.readAllLines(proc.resolve("net/unix"), StandardCharsets.ISO_8859_1).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+", COLUMNS))
                    .filter(columns -> columns.length == COLUMNS
                            && (Integer.parseUnsignedInt(columns[FLAGS], 16) & LISTENING) != 0
                            && isSame(utf8(columns[COLUMNS - 1]), text, path))
                    .map(columns -> columns[INODE])
                    .toList();
        } catch (IOException | NumberFormatException unreadable) {
            return List.of();
        }
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Linux lists a socket under the path that it was bound to, which may contain links. */
    private static boolean isSame(String bound, String text, Path path) {
        if (bound.equals(text)) {
            return true;
        }
        Path name = path.getFileName();
        if (name == null || !bound.startsWith("/") || !bound.endsWith("/" + name)) {
            return false;
        }
        try {
            return Path.of(bound).toRealPath().equals(path);
        } catch (IOException | InvalidPathException gone) {
            return false;
        }
    }

    private static boolean accepts(Path path) {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A full connection queue would block indefinitely.
            socket.configureBlocking(false);
            socket.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (java.net.ConnectException stale) {
            return false;
        } catch (IOException unknown) {
            // A full queue has a listener; the same is assumed if the connection is not permitted.
            return Files.exists(path);
        }
    }
}

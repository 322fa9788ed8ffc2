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

/** Who listens at the unix sockets of this host. */
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
     * The sockets.
     *
     * @param proc where {@code /proc} is mounted
     */
    public UnixSockets(Path proc) {
        this.proc = proc;
    }

    /** Whether a path is a unix socket itself, and not a link to one. */
    static boolean isSocket(Path path) {
        try {
            Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits && (bits & TYPE_MASK) == SOCKET;
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    /**
     * Whether a process listens at a socket. Linux is asked first: a connection would be the migration that a QEMU waits
     * for. Sockets of other network namespaces are not listed, so that only of those a connection is tried.
     *
     * @param path the socket, behind all links
     */
    boolean isListening(Path path) {
        return !listeners(path).isEmpty() || accepts(path);
    }

    /**
     * Whether it is one certain process that listens at a socket.
     *
     * @param path the socket, behind all links
     * @param pid the process
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
            // Names are bytes, and one that is no UTF-8 must not hide the others.
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

    /** Linux shows a socket under the path that it was bound to, which may go through links. */
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
            // A full queue of connections would block for ever.
            socket.configureBlocking(false);
            socket.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (java.net.ConnectException stale) {
            return false;
        } catch (IOException unknown) {
            // A queue that is full has a listener, and of what may not be asked the same is assumed.
            return Files.exists(path);
        }
    }
}

package dev.outset.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** QAPI's {@code MigrationAddress}: where a migration stream comes from or goes to. */
public sealed interface MigrationAddress {

    /** The QAPI name of the transport: {@code socket}, {@code exec}, {@code rdma} or {@code file}. */
    String transport();

    /** QAPI's {@code SocketAddress}, one record a type. */
    sealed interface Socket extends MigrationAddress {
        @Override
        default String transport() {
            return "socket";
        }

        /** The QAPI name of the socket's type. */
        String type();
    }

    /**
     * A TCP address.
     *
     * @param host the host name or address; empty means any
     * @param port the port number or service name
     */
    record Inet(String host, String port) implements Socket {
        @Override
        public String type() {
            return "inet";
        }
    }

    /**
     * A unix socket.
     *
     * @param path its path in the file system
     */
    record Unix(String path) implements Socket {
        @Override
        public String type() {
            return "unix";
        }
    }

    /**
     * A vsock address.
     *
     * @param cid the context id
     * @param port the port
     */
    record Vsock(String cid, String port) implements Socket {
        @Override
        public String type() {
            return "vsock";
        }
    }

    /**
     * An inherited or passed file descriptor.
     *
     * @param str its number, or the name it was passed under
     */
    record Fd(String str) implements Socket {
        @Override
        public String type() {
            return "fd";
        }
    }

    /**
     * A command whose output or input is the stream.
     *
     * @param args the command and its arguments; never empty, since an empty list crashes QEMU 8.2 and newer
     */
    record Exec(List<String> args) implements MigrationAddress {
        public Exec {
            args = List.copyOf(args);
        }

        @Override
        public String transport() {
            return "exec";
        }
    }

    /**
     * An RDMA address.
     *
     * @param host the host
     * @param port the port
     */
    record Rdma(String host, String port) implements MigrationAddress {
        @Override
        public String transport() {
            return "rdma";
        }
    }

    /**
     * A file.
     *
     * @param filename its path, or a {@code /dev/fdset/…} path
     * @param offset where the stream starts, in bytes; null means 0
     */
    record File(String filename, @Nullable Long offset) implements MigrationAddress {
        @Override
        public String transport() {
            return "file";
        }
    }
}

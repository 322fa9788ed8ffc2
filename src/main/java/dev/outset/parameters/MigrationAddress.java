package dev.outset.parameters;

import dev.outset.binding.Discriminator;
import dev.outset.binding.RecordWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** QAPI's {@code MigrationAddress}: the address of a migration stream. */
@Discriminator("transport")
public sealed interface MigrationAddress {

    /** The address in the form accepted by QMP and {@code -incoming}. */
    default ObjectNode toJsonValue() {
        return (ObjectNode) new RecordWriter().tree(this);
    }

    /** QAPI's {@code SocketAddress}, with one record per type. */
    @Discriminator("type")
    sealed interface Socket extends MigrationAddress {}

    /**
     * A TCP address.
     *
     * @param host the host name or address; empty means any address
     * @param port the port number or service name
     */
    record Inet(String host, String port) implements Socket {}

    /**
     * A unix socket.
     *
     * @param path the path of the socket
     */
    record Unix(String path) implements Socket {}

    /**
     * A vsock address.
     *
     * @param cid the context id
     * @param port the port
     */
    record Vsock(String cid, String port) implements Socket {}

    /**
     * An inherited or passed file descriptor.
     *
     * @param str the number of an inherited descriptor, or the name of a passed one
     */
    record Fd(String str) implements Socket {}

    /**
     * A command whose standard output or input carries the stream.
     *
     * @param args the command and its arguments; never empty, because an empty list crashes QEMU 8.2 and newer
     */
    record Exec(List<String> args) implements MigrationAddress {
        public Exec {
            args = List.copyOf(args);
        }
    }

    /**
     * An RDMA address.
     *
     * @param host the host
     * @param port the port
     */
    record Rdma(String host, String port) implements MigrationAddress {}

    /**
     * A file.
     *
     * @param filename the path, or a {@code /dev/fdset/…} path
     * @param offset the start of the stream in the file, in bytes; null means 0
     */
    record File(String filename, @Nullable Long offset) implements MigrationAddress {
        @Override
        public ObjectNode toJsonValue() {
            ObjectNode address = MigrationAddress.super.toJsonValue();
            return offset == null ? address.put("offset", 0) : address;
        }
    }
}

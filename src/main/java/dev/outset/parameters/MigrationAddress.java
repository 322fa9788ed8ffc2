package dev.outset.parameters;

import dev.outset.binding.Discriminator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** QAPI's {@code MigrationAddress}: the address of a migration stream. */
@Discriminator("transport")
public sealed interface MigrationAddress {

    /** The QAPI name of the transport: {@code socket}, {@code exec}, {@code rdma} or {@code file}. */
    String transport();

    /** The members of the branch selected by {@code transport}, in QAPI order, as plain JSON types. */
    Map<String, Object> members();

    /** The address as plain JSON types, in the form accepted by QMP and {@code -incoming}. */
    default Map<String, Object> toJsonValue() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("transport", transport());
        plain.putAll(members());
        return plain;
    }

    /** QAPI's {@code SocketAddress}, with one record per type. */
    @Discriminator("type")
    sealed interface Socket extends MigrationAddress {
        @Override
        default String transport() {
            return "socket";
        }

        /** The QAPI name of the socket type. */
        String type();

        @Override
        default Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("type", type());
            members.putAll(socketMembers());
            return members;
        }

        /** The members of the branch selected by {@code type}, in QAPI order, as plain JSON types. */
        Map<String, Object> socketMembers();
    }

    /**
     * A TCP address.
     *
     * @param host the host name or address; empty means any address
     * @param port the port number or service name
     */
    record Inet(String host, String port) implements Socket {
        @Override
        public String type() {
            return "inet";
        }

        @Override
        public Map<String, Object> socketMembers() {
            return pair("host", host, "port", port);
        }
    }

    /**
     * A unix socket.
     *
     * @param path the path of the socket
     */
    record Unix(String path) implements Socket {
        @Override
        public String type() {
            return "unix";
        }

        @Override
        public Map<String, Object> socketMembers() {
            return Map.of("path", path);
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

        @Override
        public Map<String, Object> socketMembers() {
            return pair("cid", cid, "port", port);
        }
    }

    /**
     * An inherited or passed file descriptor.
     *
     * @param str the number of an inherited descriptor, or the name of a passed one
     */
    record Fd(String str) implements Socket {
        @Override
        public String type() {
            return "fd";
        }

        @Override
        public Map<String, Object> socketMembers() {
            return Map.of("str", str);
        }
    }

    /**
     * A command whose standard output or input carries the stream.
     *
     * @param args the command and its arguments; never empty, because an empty list crashes QEMU 8.2 and newer
     */
    record Exec(List<String> args) implements MigrationAddress {
        public Exec {
            args = List.copyOf(args);
        }

        @Override
        public String transport() {
            return "exec";
        }

        @Override
        public Map<String, Object> members() {
            return Map.of("args", args);
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

        @Override
        public Map<String, Object> members() {
            return pair("host", host, "port", port);
        }
    }

    /**
     * A file.
     *
     * @param filename the path, or a {@code /dev/fdset/…} path
     * @param offset the start of the stream in the file, in bytes; null means 0
     */
    record File(String filename, @Nullable Long offset) implements MigrationAddress {
        @Override
        public String transport() {
            return "file";
        }

        @Override
        public Map<String, Object> members() {
            return pair("filename", filename, "offset", offset == null ? 0L : offset);
        }
    }

    private static Map<String, Object> pair(String first, Object value, String second, Object other) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(first, value);
        members.put(second, other);
        return members;
    }
}

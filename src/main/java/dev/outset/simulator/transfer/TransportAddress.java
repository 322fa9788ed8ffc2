package dev.outset.simulator.transfer;

import dev.outset.parameters.MigrationAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Formats addresses so that the target of a source and the listen address of its destination are equal. */
public final class TransportAddress {

    private TransportAddress() {}

    /** The address to which a source connects, such as {@code tcp:HOST:PORT} or {@code unix:PATH}. */
    public static String of(MigrationAddress address) {
        return switch (address) {
            case MigrationAddress.Inet(String host, String port) -> "tcp:" + host + ":" + port;
            case MigrationAddress.Unix(String path) -> "unix:" + path;
            case MigrationAddress.Vsock(String cid, String port) -> "vsock:" + cid + ":" + port;
            case MigrationAddress.Fd(String name) -> "fd:" + name;
            case MigrationAddress.Exec exec -> "exec:" + String.join(" ", exec.args());
            case MigrationAddress.Rdma(String host, String port) -> "rdma:" + host + ":" + port;
            case MigrationAddress.File file -> "file:" + file.filename();
        };
    }

    /**
     * The address on which a destination listens, from {@code socket-address} of {@code query-migrate}; null for none.
     */
    static @Nullable String of(@Nullable ObjectNode socket) {
        if (socket == null) {
            return null;
        }
        return switch (socket.path("type").asString("")) {
            case "inet" ->
                "tcp:" + socket.path("host").asString("") + ":"
                        + socket.path("port").asString("");
            case "unix" -> "unix:" + socket.path("path").asString("");
            case "vsock" ->
                "vsock:" + socket.path("cid").asString("") + ":"
                        + socket.path("port").asString("");
            default -> null;
        };
    }
}

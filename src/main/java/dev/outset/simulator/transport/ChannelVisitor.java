package dev.outset.simulator.transport;

import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.release.CompiledCatalogue;
import java.util.List;

/** The visitor that QAPI generates for {@code MigrationChannel}. */
public final class ChannelVisitor {

    private static final List<String> TRANSPORTS = List.of("socket", "exec", "rdma", "file");

    private static final List<String> SOCKET_TYPES = List.of("inet", "unix", "vsock", "fd");

    private final InputVisitor visitor;

    private ChannelVisitor(InputVisitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Reads a channel: the root or the current list element.
     *
     * @throws dev.outset.simulator.text.QemuError if the tree does not match the schema
     */
    public static ChannelArgument channel(InputVisitor visitor, CompiledCatalogue release) {
        List<String> types =
                release.catalogue().incoming().accepts("cpr-channel") ? List.of("main", "cpr") : List.of("main");
        visitor.beginObject(null);
        String type = visitor.member("channel-type", types);
        visitor.beginObject("addr");
        MigrationAddress address = new ChannelVisitor(visitor).address();
        visitor.endObject();
        visitor.endObject();
        return new ChannelArgument(type.equals("cpr") ? IncomingChannel.Type.CPR : IncomingChannel.Type.MAIN, address);
    }

    private MigrationAddress address() {
        return switch (visitor.member("transport", TRANSPORTS)) {
            case "socket" -> socket();
            case "exec" -> new MigrationAddress.Exec(visitor.strings("args"));
            case "rdma" -> {
                MigrationAddress.Inet inet = inet();
                yield new MigrationAddress.Rdma(inet.host(), inet.port());
            }
            default -> new MigrationAddress.File(visitor.string("filename"), visitor.size("offset"));
        };
    }

    private MigrationAddress socket() {
        return switch (visitor.member("type", SOCKET_TYPES)) {
            case "inet" -> inet();
            case "unix" -> unix();
            case "vsock" -> new MigrationAddress.Vsock(visitor.string("cid"), visitor.string("port"));
            default -> new MigrationAddress.Fd(visitor.string("str"));
        };
    }

    private MigrationAddress.Inet inet() {
        String host = visitor.string("host");
        String port = visitor.string("port");
        optionalBool("numeric");
        if (visitor.has("to")) {
            visitor.uint("to", 0xffff, "uint16_t");
        }
        optionalBool("ipv4");
        optionalBool("ipv6");
        optionalBool("keep-alive");
        optionalBool("mptcp");
        return new MigrationAddress.Inet(host, port);
    }

    private MigrationAddress.Unix unix() {
        String path = visitor.string("path");
        optionalBool("abstract");
        optionalBool("tight");
        return new MigrationAddress.Unix(path);
    }

    private void optionalBool(String name) {
        if (visitor.has(name)) {
            visitor.bool(name);
        }
    }
}

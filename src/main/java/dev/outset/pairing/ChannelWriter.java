package dev.outset.pairing;

import dev.outset.migration.IncomingChannel;
import dev.outset.migration.MigrationAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes channels as QAPI's {@code MigrationChannel}. */
final class ChannelWriter {

    private ChannelWriter() {}

    /** One channel. */
    static Map<String, Object> channel(IncomingChannel channel) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("channel-type", channel.type().label());
        written.put("addr", address(channel.address()));
        return written;
    }

    private static Map<String, Object> address(MigrationAddress address) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("transport", address.transport());
        switch (address) {
            case MigrationAddress.Inet(String host, String port) -> {
                written.put("type", "inet");
                written.put("host", host);
                written.put("port", port);
            }
            case MigrationAddress.Unix(String path) -> {
                written.put("type", "unix");
                written.put("path", path);
            }
            case MigrationAddress.Vsock(String cid, String port) -> {
                written.put("type", "vsock");
                written.put("cid", cid);
                written.put("port", port);
            }
            case MigrationAddress.Fd(String name) -> {
                written.put("type", "fd");
                written.put("str", name);
            }
            case MigrationAddress.Exec(List<String> args) -> written.put("args", args);
            case MigrationAddress.Rdma(String host, String port) -> {
                written.put("host", host);
                written.put("port", port);
            }
            case MigrationAddress.File file -> written.put("filename", file.filename());
        }
        return written;
    }
}

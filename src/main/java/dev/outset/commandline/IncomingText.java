package dev.outset.commandline;

import dev.outset.migration.IncomingChannel;
import dev.outset.migration.MigrationAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A channel of {@code -incoming} in QAPI's JSON form ({@code qapi/migration.json: MigrationChannel}). */
final class IncomingText {

    private IncomingText() {}

    static String of(IncomingChannel channel) {
        return JsonMapper.shared().writeValueAsString(plain(channel));
    }

    /** The channel in the plain types of JSON. */
    static Map<String, Object> plain(IncomingChannel channel) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("channel-type", channel.type().label());
        members.put("addr", address(channel.address()));
        return members;
    }

    private static Map<String, Object> address(MigrationAddress address) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("transport", address.transport());
        switch (address) {
            case MigrationAddress.Inet(String host, String port) -> {
                members.put("type", "inet");
                members.put("host", host);
                members.put("port", port);
            }
            case MigrationAddress.Unix(String path) -> {
                members.put("type", "unix");
                members.put("path", path);
            }
            case MigrationAddress.Vsock(String cid, String port) -> {
                members.put("type", "vsock");
                members.put("cid", cid);
                members.put("port", port);
            }
            case MigrationAddress.Fd(String str) -> {
                members.put("type", "fd");
                members.put("str", str);
            }
            case MigrationAddress.Exec(List<String> args) -> members.put("args", args);
            case MigrationAddress.Rdma(String host, String port) -> {
                members.put("host", host);
                members.put("port", port);
            }
            case MigrationAddress.File(String filename, Long offset) -> {
                members.put("filename", filename);
                members.put("offset", offset == null ? 0L : offset);
            }
        }
        return members;
    }
}

package dev.outset.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Generates random command lines and QMP lines that resemble real ones enough to exercise the whole simulator. */
final class RandomInput {

    private static final List<String> OPTIONS = List.of(
            "-incoming",
            "-global",
            "-machine",
            "-M",
            "-m",
            "-smp",
            "-cpu",
            "-drive",
            "-device",
            "-netdev",
            "-object",
            "-chardev",
            "-name",
            "-uuid",
            "-compat",
            "-accel",
            "-loadvm",
            "-S",
            "-preconfig",
            "--preconfig",
            "-only-migratable",
            "-nodefaults",
            "-display",
            "-help",
            "-bogus",
            "--",
            "-",
            "disk.img",
            "-g",
            "-enable-kvm");

    private static final List<String> WORDS = List.of(
            "q35",
            "pc",
            "none",
            "type=",
            "defer",
            "config:",
            "config:{",
            "tcp:",
            "unix:",
            "fd:",
            "exec:",
            "rdma:",
            "file:",
            "vsock:",
            "main",
            "cpr",
            "channel-type=",
            "addr.",
            "transport=",
            "socket",
            "type=unix",
            "path=",
            "migration.",
            "multifd-channels",
            "downtime-limit",
            "max-bandwidth",
            "tls-creds",
            "mode",
            "block-bitmap-mapping",
            "cpr-exec-command",
            "x-multifd",
            "mapped-ram",
            ".0",
            ".1",
            ".a",
            "=",
            ",",
            ",,",
            ":",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "\\",
            "\\u00",
            "\\uD800",
            "\\uDC00",
            "0",
            "1",
            "07",
            "0x",
            "0x1F",
            "-1",
            "18446744073709551616",
            "1.5k",
            ".5",
            "1e",
            "16E",
            "null",
            "true",
            "on",
            "off",
            "help",
            "?",
            " ",
            "\t",
            "é",
            "\uD83D\uDE00",
            "__org.x_",
            "_",
            "offset=",
            "99999999999999999999",
            "node-name",
            "alias",
            "bitmaps");

    private static final List<String> COMMANDS = List.of(
            "query-status",
            "query-migrate",
            "query-migrate-parameters",
            "query-migrate-capabilities",
            "migrate-set-parameters",
            "migrate-set-capabilities",
            "migrate-incoming",
            "migrate_cancel",
            "migrate-continue",
            "migrate-pause",
            "migrate-recover",
            "migrate-start-postcopy",
            "x-exit-preconfig",
            "cont",
            "stop",
            "quit",
            "system_reset",
            "query-version",
            "query-commands",
            "query-name",
            "qmp_capabilities",
            "bogus");

    private static final List<String> MEMBERS = List.of(
            "uri",
            "channels",
            "exit-on-error",
            "capabilities",
            "capability",
            "state",
            "multifd-channels",
            "tls-creds",
            "tls-authz",
            "downtime-limit",
            "block-bitmap-mapping",
            "node-name",
            "alias",
            "bitmaps",
            "channel-type",
            "addr",
            "transport",
            "type",
            "path",
            "host",
            "port",
            "args",
            "filename",
            "offset",
            "enable",
            "x-colo",
            "mode");

    private static final int MAX_DEPTH = 4;

    private final RandomGenerator random;

    RandomInput(RandomGenerator random) {
        this.random = random;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            arguments.add(one(OPTIONS));
            if (random.nextInt(4) > 0) {
                arguments.add(text(12));
            }
        }
        return arguments;
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(words);
        for (int i = 0; i < count; i++) {
            text.append(one(WORDS));
        }
        if (random.nextInt(50) == 0) {
            text.append("x".repeat(random.nextInt(300)));
        }
        return text.toString();
    }

    List<byte[]> lines() {
        List<byte[]> lines = new ArrayList<>();
        int count = random.nextInt(6);
        lines.add("{\"execute\":\"qmp_capabilities\"}".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < count; i++) {
            lines.add(line());
        }
        return lines;
    }

    private byte[] line() {
        return switch (random.nextInt(5)) {
            case 0 -> text(20).getBytes(StandardCharsets.UTF_8);
            case 1 -> {
                byte[] noise = new byte[random.nextInt(40)];
                random.nextBytes(noise);
                yield noise;
            }
            default -> {
                String execute = random.nextInt(20) == 0 ? "exec-oob" : "execute";
                String arguments = random.nextBoolean() ? "" : ",\"arguments\":" + value(0);
                String id = random.nextInt(3) == 0 ? ",\"id\":" + value(2) : "";
                String command = "{\"" + execute + "\":\"" + one(COMMANDS) + "\"" + arguments + id + "}";
                yield command.getBytes(StandardCharsets.UTF_8);
            }
        };
    }

    private String value(int depth) {
        int kind = depth >= MAX_DEPTH ? random.nextInt(4) : random.nextInt(7);
        return switch (kind) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> '"' + one(WORDS).replace("\\", "").replace("\"", "") + '"';
            case 2 -> one(List.of("true", "false", "null", "1.5", "-0", "18446744073709551615", "1e400", "-1"));
            case 3 -> '"' + one(MEMBERS) + '"';
            case 4 -> list(depth);
            default -> object(depth);
        };
    }

    private String list(int depth) {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(value(depth + 1));
        }
        return "[" + String.join(",", elements) + "]";
    }

    private String object(int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            members.add('"' + one(MEMBERS) + "\":" + value(depth + 1));
        }
        return "{" + String.join(",", members) + "}";
    }
}

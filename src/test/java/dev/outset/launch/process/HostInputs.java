package dev.outset.launch.process;

import dev.outset.launch.policy.image.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Generates argument lists and QMP commands from a seed. The generator first decides whether an input is harmful, and
 * then writes it in one of the spellings that QEMU accepts, so the expected result is independent of the policy.
 */
final class HostInputs {

    private static final String VM = "db-1";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Path images;

    private final Path outside;

    private final Path run;

    private RandomGenerator random = new SplittableRandom(0);

    /**
     * A generated input.
     *
     * @param isHarmful whether QEMU would start a program, use a file outside the allowed directories, or open itself
     *     to other clients
     * @param meaning a description for failure messages
     * @param arguments an argument list; empty for a command
     * @param command a QMP command's name; empty for an argument list
     * @param members the command's arguments
     */
    record Input(boolean isHarmful, String meaning, List<String> arguments, String command, ObjectNode members) {}

    /** Creates the files that inputs refer to. */
    HostInputs(Path root) throws IOException {
        this.images = Files.createDirectories(root.resolve("images"));
        this.outside = Files.createDirectories(root.resolve("outside"));
        this.run = Files.createDirectory(
                root.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectories(images.resolve("sub"));
        Files.createDirectories(root.resolve("images-foreign"));
        Files.writeString(root.resolve("images-foreign/disk"), "precious");
        Files.writeString(outside.resolve("victim"), "precious");
        Files.write(images.resolve("disk"), new byte[1 << 20]);
        Files.write(images.resolve("sub/a, b=c"), new byte[1 << 20]);
        Files.createSymbolicLink(images.resolve("out"), outside);
        Files.createSymbolicLink(images.resolve("in"), images.resolve("sub"));
        Files.createSymbolicLink(images.resolve("victim"), outside.resolve("victim"));
    }

    Path images() {
        return images;
    }

    Path outside() {
        return outside;
    }

    Path run() {
        return run;
    }

    /** Returns the input of a seed. */
    Input of(long seed) {
        random = new SplittableRandom(seed);
        boolean harmful = random.nextBoolean();
        if (random.nextInt(4) == 0) {
            return command(harmful);
        }
        List<List<String>> options = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            options.add(harmless());
        }
        List<String> bad = List.of();
        if (harmful) {
            bad = random.nextInt(12) == 0 ? List.of() : harmful();
            options.add(bad);
        }
        boolean hasWeakSandbox = harmful && bad.isEmpty();
        if (!hasWeakSandbox) {
            options.add(List.of(
                    dashed("sandbox"), "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"));
        } else if (random.nextBoolean()) {
            options.add(List.of(
                    dashed("sandbox"),
                    pick("off", "on", "on,obsolete=deny,elevateprivileges=deny,spawn=allow,resourcecontrol=deny")));
        }
        options.add(List.of(
                "-chardev",
                "socket,id=monitor,path=" + run + "/" + VM + ".qmp,server=on,wait=off",
                "-mon",
                "chardev=monitor,mode=control"));
        Collections.shuffle(options, random);
        List<String> arguments =
                new ArrayList<>(List.of("-nodefaults", "-display", "none", "-machine", "q35,accel=tcg"));
        options.forEach(arguments::addAll);
        String meaning = !harmful ? "harmless" : hasWeakSandbox ? "a weak sandbox" : String.join(" ", bad);
        return new Input(harmful, meaning, arguments, "", NODES.objectNode());
    }

    @SafeVarargs
    private <T> T pick(T... all) {
        return all[random.nextInt(all.length)];
    }

    private String dashed(String option) {
        return pick("-", "-", "--") + option;
    }

    private String inside() {
        return pick(images + "/disk", images + "/in/a, b=c", images + "//disk");
    }

    private String elsewhere() {
        return pick(
                outside + "/victim",
                images + "/../outside/victim",
                images + "/sub/../../outside/victim",
                images + "/out/victim",
                images + "/victim",
                images + "-foreign/disk",
                "//" + outside + "/victim",
                "/proc/self/root" + outside + "/victim",
                "../outside/victim",
                "/etc/passwd",
                "/dev/mem",
                run + "/web-1.qmp");
    }

    /** Formats keys and values as a QEMU option: members in random order, optionally with an implied key, or JSON. */
    private String members(String impliedKey, boolean mayBeJson, Map<String, Object> values) {
        if (mayBeJson && random.nextInt(3) == 0) {
            return JsonMapper.shared().writeValueAsString(nested(values));
        }
        List<Map.Entry<String, Object>> rest = new ArrayList<>(values.entrySet());
        Collections.shuffle(rest, random);
        Object first = random.nextBoolean() ? values.get(impliedKey) : null;
        if (first != null) {
            rest.removeIf(member -> member.getKey().equals(impliedKey));
        }
        String text = rest.stream()
                .map(member ->
                        member.getKey() + "=" + member.getValue().toString().replace(",", ",,"))
                .collect(Collectors.joining(","));
        return first == null ? text : first + (text.isEmpty() ? "" : "," + text);
    }

    private static ObjectNode nested(Map<String, Object> values) {
        ObjectNode root = NODES.objectNode();
        values.forEach((key, value) -> {
            String[] parts = key.split("\\.", -1);
            ObjectNode node = root;
            for (int i = 0; i < parts.length - 1; i++) {
                node = node.withObject("/" + parts[i]);
            }
            node.set(parts[parts.length - 1], JsonMapper.shared().valueToTree(value));
        });
        return root;
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private String id() {
        return "x" + random.nextInt(1_000_000_000);
    }

    private List<String> blockdev(String format, String path) {
        String name = id();
        if (random.nextInt(4) == 0) {
            List<List<String>> nodes = new ArrayList<>(List.of(
                    List.of(
                            dashed("blockdev"),
                            members("driver", true, map("driver", "file", "node-name", name + "f", "filename", path))),
                    List.of(
                            dashed("blockdev"),
                            members("driver", true, map("driver", format, "node-name", name, "file", name + "f")))));
            return nodes.stream().flatMap(List::stream).toList();
        }
        return List.of(
                dashed("blockdev"),
                members(
                        "driver",
                        true,
                        map("driver", format, "node-name", name, "file.driver", "file", "file.filename", path)));
    }

    /** Writes an image whose header contains references, and returns an option that opens it. */
    private List<String> image(String backing, String format, String data) {
        try {
            Path file = images.resolve("image-" + random.nextInt(8));
            Files.write(
                    file, Images.qcow2(data.isEmpty() ? pick(2, 3) : 3, orNull(backing), orNull(format), orNull(data)));
            Path top = file;
            for (int i = random.nextInt(3); i > 0; i--) {
                Path above = images.resolve("above-" + i + "-" + random.nextInt(4));
                Files.write(
                        above,
                        Images.qcow2(
                                pick(2, 3),
                                pick(top.toString(), top.getFileName().toString()),
                                "qcow2",
                                null));
                top = above;
            }
            return blockdev("qcow2", top.toString());
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private List<String> harmless() {
        return switch (random.nextInt(12)) {
            case 0 -> blockdev("raw", inside());
            case 1 -> image("", "", "");
            case 2 -> image(pick("disk", images + "/disk", "file:" + images + "/disk", "sub/../disk"), "raw", "");
            case 3 -> image("", "", images + "/disk");
            case 4 -> List.of(dashed("chardev"), members("backend", false, map("backend", "null", "id", id())));
            case 5 ->
                List.of(
                        dashed("chardev"),
                        members(
                                "backend",
                                false,
                                map(
                                        "backend",
                                        "socket",
                                        "id",
                                        id(),
                                        "path",
                                        images + "/" + id(),
                                        "server",
                                        "on",
                                        "wait",
                                        "off")));
            case 6 ->
                List.of(
                        dashed("netdev"),
                        members(
                                "type",
                                true,
                                map("type", "user", "id", id(), "restrict", random.nextBoolean() ? true : "on")));
            case 7 ->
                List.of(
                        dashed("object"),
                        members(
                                "qom-type",
                                true,
                                map("qom-type", "secret", "id", id(), "file", images + "/disk", "format", "base64")));
            case 8 -> List.of(dashed("device"), members("driver", true, map("driver", "virtio-rng-pci", "id", id())));
            case 9 -> List.of(dashed("fw_cfg"), "name=opt/" + id() + ",file=" + images + "/disk");
            case 10 ->
                List.of(
                        dashed("name"),
                        members("guest", false, map("guest", "exec:touch /tmp,x"))
                                .replace("guest=", ""));
            default -> List.of(dashed("global"), "migration.multifd-channels=" + (1 + random.nextInt(100)));
        };
    }

    private String protocol() {
        return pick(
                "nbd:localhost:10809",
                "ssh://root@localhost/etc/shadow",
                "http://localhost/x",
                "json:{\"driver\":\"file\",\"filename\":\"" + outside + "/victim\"}",
                "json:{\"driver\":\"nbd\",\"server\":{\"type\":\"unix\",\"path\":\"" + images + "/x\"}}",
                "fat:rw:" + outside,
                "host_device:" + outside + "/victim",
                "nfs://localhost/x");
    }

    private List<String> harmful() {
        return switch (random.nextInt(18)) {
            case 0 -> blockdev(pick("raw", "qcow2"), elsewhere());
            case 1 ->
                List.of(
                        dashed("blockdev"),
                        members(
                                "driver",
                                true,
                                pick(
                                        map("driver", "nbd", "server.type", "unix", "server.path", images + "/x"),
                                        map(
                                                "driver",
                                                "ssh",
                                                "server.host",
                                                "h",
                                                "server.port",
                                                "22",
                                                "path",
                                                "/etc/shadow"),
                                        map("driver", "vvfat", "dir", outside.toString(), "rw", "on"),
                                        map("driver", "http", "url", "http://localhost/"),
                                        map("driver", "raw", "file.driver", "ssh", "file.path", "/etc/shadow"))));
            case 2 -> image(pick(elsewhere(), "out/victim", "../outside/victim", "victim"), "raw", "");
            case 3 -> image(protocol(), pick("raw", "qcow2"), "");
            case 4 -> image("", "", pick(elsewhere(), protocol(), "disk"));
            case 5 -> image("disk", pick("", "vmdk", "file", "nbd"), "");
            case 6 ->
                List.of(
                        dashed("chardev"),
                        members(
                                "backend",
                                false,
                                pick(
                                        map(
                                                "backend",
                                                "socket",
                                                "id",
                                                id(),
                                                "host",
                                                "127.0.0.1",
                                                "port",
                                                "0",
                                                "server",
                                                "on",
                                                "wait",
                                                "off"),
                                        map(
                                                "backend",
                                                "socket",
                                                "id",
                                                id(),
                                                "path",
                                                elsewhere(),
                                                "server",
                                                "on",
                                                "wait",
                                                "off"),
                                        map("backend", "file", "id", id(), "path", elsewhere()),
                                        map("backend", "null", "id", id(), "logfile", elsewhere()),
                                        map("backend", "pipe", "id", id(), "path", images + "/x"),
                                        map("backend", "udp", "id", id(), "port", "53"))));
            case 7 -> monitor();
            case 8 -> List.of(dashed("netdev"), netdev());
            case 9 ->
                List.of(
                        dashed("object"),
                        members(
                                "qom-type",
                                true,
                                pick(
                                        map("qom-type", "secret", "id", id(), "file", elsewhere()),
                                        map(
                                                "qom-type",
                                                "memory-backend-file",
                                                "id",
                                                id(),
                                                "size",
                                                "1048576",
                                                "mem-path",
                                                elsewhere()),
                                        map("qom-type", "input-linux", "id", id(), "evdev", "/dev/input/event0"),
                                        map(
                                                "qom-type",
                                                "filter-dump",
                                                "id",
                                                id(),
                                                "netdev",
                                                "n",
                                                "file",
                                                images + "/x"),
                                        map("qom-type", "can-host-socketcan", "id", id(), "if", "can0"))));
            case 10, 11 -> List.of(dashed("incoming"), incoming());
            case 12 ->
                List.of(
                        dashed("device"),
                        members(
                                "driver",
                                true,
                                pick(
                                        map("driver", pick("vfio-pci", "vfio-pci-nohotplug"), "host", "00:01.0"),
                                        map("driver", "usb-host", "hostbus", "1"),
                                        map("driver", "vhost-vsock-pci", "guest-cid", "3", "vhostfd", "5"),
                                        map("driver", "virtio-net-pci", "romfile", elsewhere()),
                                        map("driver", "usb-mtp", "rootdir", outside.toString()),
                                        map("driver", "loader", "file", elsewhere()))));
            case 13 ->
                pick(
                        List.of(dashed("daemonize")),
                        List.of(dashed("pidfile"), images + "/x"),
                        List.of(dashed("D"), images + "/x"),
                        List.of(dashed("readconfig"), images + "/disk"),
                        List.of(dashed("drive"), "file=" + images + "/disk"),
                        List.of(dashed("hda"), images + "/disk"),
                        List.of(dashed("qmp"), "stdio"),
                        List.of(dashed("monitor"), "stdio"),
                        List.of(dashed("serial"), "file:" + images + "/x"),
                        List.of(dashed("gdb"), "tcp::1234"),
                        List.of(dashed("plugin"), images + "/disk"),
                        List.of(dashed("fsdev"), "local,id=f,path=" + images + ",security_model=none"),
                        List.of(dashed("virtfs"), "local,path=" + images + ",mount_tag=t,security_model=none"),
                        List.of(dashed("runas"), "root"),
                        List.of(dashed("chroot"), images.toString()),
                        List.of(dashed("dump-vmstate"), images + "/x"),
                        List.of(images + "/disk"));
            case 14 -> List.of(dashed(pick("kernel", "initrd", "bios")), elsewhere());
            case 15 ->
                List.of(
                        dashed("vnc"),
                        pick(
                                "unix:" + outside + "/vnc",
                                "unix:" + outside + "/vnc,,x=1",
                                "vnc=unix:" + outside + "/vnc"));
            case 16 ->
                List.of(
                        dashed("icount"),
                        "shift=1,rr=" + pick("record", "replay") + ",rrfile=" + pick("x", images + "/x"));
            default ->
                pick(
                        List.of(dashed("fw_cfg"), "name=opt/x,file=" + elsewhere()),
                        List.of(dashed("smbios"), "file=" + elsewhere()),
                        List.of(dashed("machine"), "dumpdtb=" + elsewhere()),
                        List.of(dashed("tpmdev"), "passthrough,id=t"));
        };
    }

    private List<String> monitor() {
        String chardev = id();
        return List.of(
                dashed("chardev"),
                members(
                        "backend",
                        false,
                        map(
                                "backend",
                                "socket",
                                "id",
                                chardev,
                                "path",
                                images + "/" + chardev,
                                "server",
                                "on",
                                "wait",
                                "off")),
                dashed("mon"),
                members(
                        "chardev",
                        false,
                        pick(
                                map("chardev", chardev),
                                map("chardev", chardev, "mode", "control"),
                                map("chardev", chardev, "mode", "readline"))));
    }

    private String netdev() {
        Map<String, Object> user = map("type", "user", "id", id(), "restrict", "on");
        if (random.nextInt(5) == 0) {
            ObjectNode json = nested(user);
            json.putArray("guestfwd").addObject().put("str", "tcp:10.0.2.100:1234-cmd:/bin/sh " + images + "/x");
            return json.toString();
        }
        return members(
                "type",
                true,
                pick(
                        map("type", "user", "id", id()),
                        map("type", "user", "id", id(), "restrict", "off"),
                        map("type", "user", "id", id(), "restrict", "on", "guestfwd.0.str", "tcp:10.0.2.100:1-cmd:id"),
                        map("type", "user", "id", id(), "restrict", "on", "smb", outside.toString()),
                        map("type", "user", "id", id(), "restrict", "on", "tftp", outside.toString()),
                        map("type", "tap", "id", id()),
                        map("type", "tap", "id", id(), "script", "no"),
                        map("type", "tap", "id", id(), "script", "/bin/sh", "downscript", "no"),
                        map("type", "tap", "id", id(), "helper", "/bin/sh"),
                        map("type", "bridge", "id", id(), "helper", "/bin/sh"),
                        map("type", "socket", "id", id(), "listen", ":0")));
    }

    private String badUri() {
        return pick(
                "exec:touch " + images + "/x",
                "exec:cat >" + outside + "/victim",
                "fd:0",
                "rdma:localhost:4444",
                "unix:" + outside + "/victim",
                "unix:" + images + "/out/socket",
                "unix:" + images + "/disk",
                "unix:" + run + "/web-1.qmp",
                "tcp:unix:" + outside + "/victim",
                "file:" + elsewhere(),
                "nothing:x");
    }

    private JsonNode badChannel() {
        Map<String, Object> address = pick(
                map("addr.transport", "exec", "addr.args", List.of("/bin/sh", "-c", "id")),
                map("addr.transport", "socket", "addr.type", "unix", "addr.path", outside + "/victim"),
                map("addr.transport", "socket", "addr.type", "fd", "addr.str", "0"),
                map("addr.transport", "rdma", "addr.host", "h", "addr.port", "1"),
                map("addr.transport", "file", "addr.filename", elsewhere(), "addr.offset", 0));
        address.put("channel-type", pick("main", "cpr"));
        return nested(address);
    }

    private String incoming() {
        return random.nextBoolean()
                ? badUri()
                : random.nextBoolean()
                        ? badChannel().toString()
                        : pick(
                                "main,addr.transport=exec,addr.args.0=/bin/sh",
                                "channel-type=main,addr.transport=socket,addr.type=unix,addr.path=" + outside
                                        + "/victim",
                                "addr.transport=file,addr.filename=" + outside
                                        + "/victim,addr.offset=0,channel-type=main");
    }

    private Input command(boolean harmful) {
        ObjectNode members = NODES.objectNode();
        String name = pick("migrate", "migrate-incoming", "migrate-set-parameters");
        if (!harmful) {
            String uri = pick("tcp:127.0.0.1:4444", "tcp:[::1]:4444", "unix:" + images + "/" + id(), "vsock:3:4444");
            if (name.equals("migrate-set-parameters")) {
                members.put("max-bandwidth", random.nextLong(1, 1L << 40)).put("tls-creds", "tls0");
            } else if (random.nextBoolean()) {
                members.put("uri", uri);
            } else {
                members.putArray("channels")
                        .add(nested(map(
                                "channel-type", "main",
                                "addr.transport", "socket",
                                "addr.type", "inet",
                                "addr.host", "127.0.0.1",
                                "addr.port", "4444")));
            }
            return new Input(false, "harmless", List.of(), name, members);
        }
        if (random.nextInt(6) == 0) {
            name = pick(
                    "human-monitor-command",
                    "blockdev-add",
                    "screendump",
                    "pmemsave",
                    "migrate-recover",
                    "chardev-add",
                    "object-add",
                    "drive-backup",
                    "nbd-server-start",
                    "getfd",
                    "add-fd",
                    "netdev_add",
                    "device_add");
        } else if (name.equals("migrate-set-parameters")) {
            ArrayNode command = members.putArray("cpr-exec-command");
            command.add(pick("/bin/sh", "sh", images + "/disk")).add("-c").add("id");
        } else if (random.nextBoolean()) {
            // Only listening would overwrite this file; a source may connect to any path in the allowed directories.
            String uri = badUri();
            name = uri.equals("unix:" + images + "/disk") ? "migrate-incoming" : name;
            members.put("uri", uri);
        } else {
            members.putArray("channels").add(badChannel());
        }
        return new Input(true, name + " " + members, List.of(), name, members);
    }
}

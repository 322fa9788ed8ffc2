package dev.outset.launch.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one option of a command line may say.
 *
 * @param form what its value looks like
 * @param firstKey the key that the first member without one has; empty where it has none
 * @param values for some keys (or last parts of keys): what they may be
 * @param refused keys it may not have
 * @param paths keys whose value is a path
 */
record OptionRule(Form form, String firstKey, Map<String, Set<String>> values, Set<String> refused, Set<String> paths) {

    /** What a value looks like. */
    enum Form {
        /** The option takes none. */
        FLAG,
        /** Text in which nothing is special. */
        TEXT,
        /** A path. */
        PATH,
        /** Members between commas, or JSON. */
        MEMBERS,
        /** The value of {@code -incoming}. */
        INCOMING
    }

    /** Every option that a process may be given. Others could run programs, open files or take a monitor away. */
    static final Map<String, OptionRule> ALL = all();

    OptionRule {
        values = Map.copyOf(values);
        refused = Set.copyOf(refused);
        paths = Set.copyOf(paths);
    }

    private static Map<String, OptionRule> all() {
        Map<String, OptionRule> rules = new HashMap<>();
        List.of("nodefaults", "no-user-config", "only-migratable", "S", "no-reboot", "no-shutdown")
                .forEach(name -> rules.put(name, plain(Form.FLAG)));
        List.of("append", "uuid").forEach(name -> rules.put(name, plain(Form.TEXT)));
        List.of("kernel", "initrd", "bios").forEach(name -> rules.put(name, plain(Form.PATH)));
        List.of("name", "cpu", "smp", "m", "rtc", "global", "action", "overcommit", "numa", "sandbox", "msg", "icount")
                .forEach(name -> rules.put(name, plain(Form.MEMBERS)));
        rules.put("boot", plain(Form.MEMBERS).withPaths("splash"));
        rules.put("smbios", plain(Form.MEMBERS).withPaths("file", "path"));
        rules.put("fw_cfg", plain(Form.MEMBERS).withPaths("file"));
        rules.put("display", members("type").withValues("type", "none"));
        rules.put("vnc", members("vnc"));
        rules.put(
                "spice",
                plain(Form.MEMBERS).withPaths("x509-dir", "x509-key-file", "x509-cert-file", "x509-cacert-file"));
        rules.put("accel", members("accel").withValues("accel", "kvm", "tcg"));
        rules.put("machine", members("type").withPaths("kernel", "initrd", "dtb", "dumpdtb", "firmware", "shim"));
        rules.put(
                "blockdev",
                members("driver")
                        .withValues("driver", "qcow2", "raw", "file", "host_device", "host_cdrom", "null-co")
                        .withPaths("filename"));
        rules.put("device", members("driver").withPaths("romfile", "filename", "path", "sysfsdev"));
        rules.put(
                "netdev",
                members("type")
                        .withValues("type", "user", "tap", "bridge", "vhost-user", "socket")
                        .withValues("script", "no")
                        .withValues("downscript", "no")
                        .withRefused("helper", "guestfwd", "smb")
                        .withPaths("tftp"));
        rules.put(
                "chardev",
                members("backend")
                        .withValues("backend", "socket", "null", "pty", "file")
                        .withPaths("path", "input-path", "logfile"));
        rules.put("mon", members("chardev").withValues("mode", "control"));
        rules.put(
                "tpmdev",
                members("type").withValues("type", "emulator", "passthrough").withPaths("path", "cancel-path"));
        rules.put("object", object());
        rules.put("incoming", plain(Form.INCOMING).withPaths("path", "filename"));
        return Map.copyOf(rules);
    }

    private static OptionRule object() {
        return members("qom-type")
                .withValues(
                        "qom-type",
                        "tls-creds-x509",
                        "tls-creds-psk",
                        "tls-creds-anon",
                        "tls-cipher-suites",
                        "authz-simple",
                        "authz-list",
                        "secret",
                        "iothread",
                        "throttle-group",
                        "memory-backend-ram",
                        "memory-backend-memfd",
                        "memory-backend-file",
                        "rng-builtin",
                        "rng-random")
                .withRefused("data")
                .withPaths("dir", "file", "filename", "mem-path");
    }

    private static OptionRule plain(Form form) {
        return new OptionRule(form, "", Map.of(), Set.of(), Set.of());
    }

    private static OptionRule members(String firstKey) {
        return new OptionRule(Form.MEMBERS, firstKey, Map.of(), Set.of(), Set.of());
    }

    private OptionRule withValues(String key, String... allowed) {
        Map<String, Set<String>> more = new HashMap<>(values);
        more.put(key, Set.of(allowed));
        return new OptionRule(form, firstKey, more, refused, paths);
    }

    private OptionRule withRefused(String... keys) {
        return new OptionRule(form, firstKey, values, Set.of(keys), paths);
    }

    private OptionRule withPaths(String... keys) {
        return new OptionRule(form, firstKey, values, refused, new HashSet<>(List.of(keys)));
    }

    /** The members of a value, the first one under its implied key. */
    List<OptionLeaf> members(String value, List<OptionLeaf> leaves) {
        OptionLeaf first = leaves.getFirst();
        boolean isImplied = !firstKey.isEmpty() && first.key().isEmpty() && !value.startsWith("{");
        if (!isImplied) {
            return leaves;
        }
        List<OptionLeaf> named = new java.util.ArrayList<>(leaves);
        named.set(0, new OptionLeaf(firstKey, first.value()));
        return List.copyOf(named);
    }
}

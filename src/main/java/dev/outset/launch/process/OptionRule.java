package dev.outset.launch.process;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one option of a command line may say.
 *
 * @param form what its value looks like
 * @param firstKey the key that the first member without one has; empty where it has none
 * @param first what that first member may be; null for anything
 * @param keys the keys it may have; null for any
 * @param pathKeys the keys (or last parts of keys) whose value is a path
 */
record OptionRule(
        Form form,
        String firstKey,
        @Nullable Set<String> first,
        @Nullable Set<String> keys,
        Set<String> pathKeys) {

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

    private static final Set<String> NO_PATHS = Set.of();

    /** Every option that a process may be given. Others could run programs, open files or leave the host's reach. */
    static final Map<String, OptionRule> ALL = all();

    private static Map<String, OptionRule> all() {
        Map<String, OptionRule> rules = new HashMap<>();
        for (String flag : Set.of("nodefaults", "no-user-config", "only-migratable", "S")) {
            rules.put(flag, new OptionRule(Form.FLAG, "", null, null, NO_PATHS));
        }
        for (String text : Set.of("append", "uuid")) {
            rules.put(text, new OptionRule(Form.TEXT, "", null, null, NO_PATHS));
        }
        for (String path : Set.of("kernel", "initrd")) {
            rules.put(path, new OptionRule(Form.PATH, "", null, null, NO_PATHS));
        }
        for (String members : Set.of("name", "cpu", "smp", "m", "rtc", "global")) {
            rules.put(members, members("", null, null, NO_PATHS));
        }
        rules.put("display", members("type", Set.of("none"), Set.of("type"), NO_PATHS));
        rules.put("accel", members("accel", Set.of("kvm", "tcg"), null, NO_PATHS));
        rules.put(
                "machine",
                members("type", null, null, Set.of("kernel", "initrd", "dtb", "dumpdtb", "firmware", "shim")));
        rules.put(
                "blockdev", members("driver", Set.of("qcow2", "raw", "file", "host_device"), null, Set.of("filename")));
        rules.put("device", members("driver", null, null, Set.of("romfile", "file", "filename", "path", "sysfsdev")));
        rules.put("netdev", members("type", Set.of("user"), Set.of("type", "id", "restrict"), NO_PATHS));
        rules.put(
                "chardev",
                members(
                        "backend",
                        Set.of("socket"),
                        Set.of("backend", "id", "path", "server", "wait"),
                        Set.of("path")));
        rules.put("mon", members("chardev", null, Set.of("chardev", "mode", "pretty"), NO_PATHS));
        rules.put(
                "object",
                members(
                        "qom-type",
                        Set.of(
                                "tls-creds-x509",
                                "tls-creds-psk",
                                "tls-creds-anon",
                                "secret",
                                "iothread",
                                "memory-backend-ram",
                                "memory-backend-memfd"),
                        null,
                        Set.of("dir", "file")));
        rules.put("incoming", new OptionRule(Form.INCOMING, "", null, null, Set.of("path", "filename")));
        return Map.copyOf(rules);
    }

    private static OptionRule members(
            String firstKey, @Nullable Set<String> first, @Nullable Set<String> keys, Set<String> pathKeys) {
        return new OptionRule(Form.MEMBERS, firstKey, first, keys, pathKeys);
    }
}

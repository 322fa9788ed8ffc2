package dev.outset.launch.policy.rule;

import dev.outset.launch.policy.rule.PathPolicy.Use;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The allowed values of one command-line option.
 *
 * @param form the syntax of its value
 * @param json whether its value may be JSON
 * @param keys the first parts of the allowed keys; empty if all keys are allowed
 * @param values the allowed values, by parts of keys; other keys may have any value
 * @param rejected parts of keys that are not allowed
 * @param paths parts of keys whose value is a path, with its use
 */
public record OptionRule(
        Form form,
        boolean json,
        Set<String> keys,
        Map<String, Set<String>> values,
        Set<String> rejected,
        Map<String, Use> paths) {

    /** The syntax of a value. */
    public enum Form {
        /** The option does not have a value. */
        FLAG,
        /** Text without special characters. */
        TEXT,
        /** A path. */
        PATH,
        /** Members separated by commas, or JSON. */
        MEMBERS,
        /** The value of {@code -global}. */
        GLOBAL,
        /** The value of {@code -incoming}. */
        INCOMING
    }

    /** Keys of file descriptors that QEMU would inherit; the launcher does not pass any. */
    public static final Set<String> DESCRIPTORS = words("fd fds vhostfd vhostfds fdset");

    /** Keys of {@code -device} and {@code -global} whose value is a path. */
    private static final String DEVICE_PATHS =
            "romfile filename path sysfsdev file evdev hostdevice rootdir tokendir rendernode";

    /** The options that are allowed for a process. Others could run programs, open files or take over the monitor. */
    public static final Map<String, OptionRule> ALL = all();

    public OptionRule {
        keys = Set.copyOf(keys);
        values = Map.copyOf(values);
        rejected = Set.copyOf(rejected);
        paths = Map.copyOf(paths);
    }

    private static Map<String, OptionRule> all() {
        Map<String, OptionRule> rules = new HashMap<>();
        List.of("nodefaults", "no-user-config", "only-migratable", "S", "no-reboot", "no-shutdown")
                .forEach(name -> rules.put(name, plain(Form.FLAG)));
        List.of("append", "uuid").forEach(name -> rules.put(name, plain(Form.TEXT)));
        List.of("kernel", "initrd", "bios").forEach(name -> rules.put(name, plain(Form.PATH)));
        rules.put("name", members());
        rules.put("cpu", members());
        rules.put("smp", members());
        rules.put("m", members());
        rules.put("numa", members());
        List.of("rtc", "action", "overcommit", "msg").forEach(name -> rules.put(name, members()));
        rules.put("sandbox", members().withKeys("enable obsolete elevateprivileges spawn resourcecontrol"));
        rules.put("icount", members().withKeys("shift align sleep"));
        rules.put("global", plain(Form.GLOBAL).withFiles(DEVICE_PATHS));
        rules.put("boot", members().withFiles("splash"));
        rules.put("smbios", members().withFiles("file path"));
        rules.put("fw_cfg", members().withKeys("name file string").withFiles("file"));
        rules.put("display", members().withValues("type", "none").withKeys("type"));
        rules.put(
                "vnc",
                members()
                        .withKeys(
                                "vnc websocket to ipv4 ipv6 tls-creds tls-authz share display head sasl sasl-authz lossy",
                                "non-adaptive password password-secret lock-key-sync key-delay-ms power-control id"));
        rules.put(
                "spice",
                members()
                        .withKeys(
                                "port tls-port addr ipv4 ipv6 unix password-secret disable-ticketing disable-copy-paste",
                                "disable-agent-file-xfer sasl x509-dir x509-key-file x509-key-password x509-cert-file",
                                "x509-cacert-file x509-dh-key-file tls-ciphers tls-channel plaintext-channel",
                                "image-compression jpeg-wan-compression zlib-glz-wan-compression streaming-video",
                                "video-codecs agent-mouse playback-compression seamless-migration max-refresh-rate id")
                        .withFiles("x509-dir x509-key-file x509-cert-file x509-cacert-file x509-dh-key-file"));
        rules.put(
                "accel",
                members()
                        .withValues("accel", "kvm tcg")
                        .withKeys(
                                "accel thread tb-size split-wx one-insn-per-tb dirty-ring-size kernel-irqchip",
                                "kvm-shadow-mem notify-vmexit notify-window eager-split-size honor-guest-pat id"));
        rules.put(
                "machine",
                members()
                        .withValues("accel", "kvm tcg kvm:tcg tcg:kvm")
                        .withRefused("igd-passthru")
                        .withFiles("kernel initrd dtb firmware shim splash")
                        .withPaths(Use.NEW_FILE, "dumpdtb"));
        rules.put(
                "blockdev",
                members()
                        .withJson()
                        .withValues("driver", "qcow2 raw file host_device host_cdrom null-co")
                        .withRefused("pr-manager")
                        .withFiles("filename"));
        rules.put("device", members().withJson().withRefused("scsi").withFiles(DEVICE_PATHS));
        rules.put("netdev", members().withJson().withValues("type", "user tap bridge vhost-user socket stream dgram"));
        rules.put("chardev", members().withValues("backend", "socket null pty file"));
        rules.put("mon", members().withKeys("chardev mode pretty id").withValues("mode", "control"));
        rules.put(
                "tpmdev",
                members()
                        .withKeys("type id chardev path cancel-path")
                        .withValues("type", "emulator passthrough")
                        .withFiles("path cancel-path"));
        rules.put(
                "object",
                members()
                        .withJson()
                        .withValues(
                                "qom-type",
                                "tls-creds-x509 tls-creds-psk tls-creds-anon tls-cipher-suites authz-simple authz-list",
                                "secret iothread throttle-group memory-backend-ram memory-backend-memfd memory-backend-file",
                                "rng-builtin rng-random")
                        .withRefused("data")
                        .withFiles("dir file filename mem-path"));
        rules.put("incoming", plain(Form.INCOMING));
        return Map.copyOf(rules);
    }

    /** Returns the words of texts that are separated by spaces. */
    public static Set<String> words(String... texts) {
        return Stream.of(texts).flatMap(text -> Stream.of(text.split(" "))).collect(Collectors.toUnmodifiableSet());
    }

    private static OptionRule plain(Form form) {
        return new OptionRule(form, false, Set.of(), Map.of(), Set.of(), Map.of());
    }

    private static OptionRule members() {
        return new OptionRule(Form.MEMBERS, false, Set.of(), Map.of(), Set.of(), Map.of());
    }

    private OptionRule withJson() {
        return new OptionRule(form, true, keys, values, rejected, paths);
    }

    private OptionRule withKeys(String... words) {
        return new OptionRule(form, json, words(words), values, rejected, paths);
    }

    private OptionRule withValues(String key, String... words) {
        Map<String, Set<String>> more = new HashMap<>(values);
        more.put(key, words(words));
        return new OptionRule(form, json, keys, more, rejected, paths);
    }

    private OptionRule withRefused(String... words) {
        return new OptionRule(form, json, keys, values, words(words), paths);
    }

    private OptionRule withFiles(String... words) {
        return withPaths(Use.FILE, words);
    }

    private OptionRule withPaths(Use use, String... words) {
        Map<String, Use> more = new HashMap<>(paths);
        words(words).forEach(name -> more.put(name, use));
        return new OptionRule(form, json, keys, values, rejected, more);
    }
}

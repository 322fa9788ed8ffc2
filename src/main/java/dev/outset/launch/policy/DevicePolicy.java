package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.ProcessSettings.Allow.Connection;
import dev.outset.launch.policy.ArgumentPolicy.Option;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.OptionRule;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.qemu.BooleanText;
import dev.outset.qemu.OptionMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks devices, their backends and displays where the result depends on more than one key. */
final class DevicePolicy {

    private static final Map<String, Set<String>> CHARDEV_KEYS = Map.of(
            "socket", OptionRule.words("path server wait delay reconnect reconnect-ms"),
            "null", Set.of(),
            "pty", Set.of("path"),
            "file", Set.of("path", "append", "input-path"));

    private static final Set<String> COMMON_CHARDEV = OptionRule.words("backend id mux logfile logappend");

    private static final Set<String> NETWORK_CHARDEV =
            OptionRule.words("host port to ipv4 ipv6 telnet tn3270 websocket tls-creds tls-authz");

    private static final Map<String, Set<String>> NETDEV_KEYS = Map.of(
            "user",
                    OptionRule.words(
                            "ipv4 ipv6 net host ipv6-net ipv6-prefix ipv6-prefixlen ipv6-host ipv6-dns dhcpstart dns",
                            "dnssearch hostname domainname restrict tftp tftp-server-name bootfile hostfwd"),
            "tap",
                    OptionRule.words(
                            "ifname br helper script downscript sndbuf vnet-hdr vhost vhostforce queues poll-us fd fds",
                            "vhostfd vhostfds"),
            "bridge", Set.of("br", "helper"),
            "vhost-user", Set.of("chardev", "vhostforce", "queues"));

    /** The address types that the network backends {@code stream} and {@code dgram} may use. */
    private static final List<String> ADDRESSES = List.of("inet", "unix");

    private static final String BRIDGE_HELPER = "qemu-bridge-helper";

    private static final Pattern FORWARD = Pattern.compile("(tcp|udp)?:[^/]*+");

    private final ProcessSettings settings;

    private final PathPolicy paths;

    private final AddressPolicy addresses;

    DevicePolicy(ProcessSettings settings, PathPolicy paths, AddressPolicy addresses) {
        this.settings = settings;
        this.paths = paths;
        this.addresses = addresses;
    }

    /** Returns whether a member is checked only here, because its meaning depends on other members. */
    static boolean handles(String option, OptionMember leaf) {
        return switch (option) {
            case "chardev" -> leaf.key().equals("path");
            case "vnc" -> leaf.key().equals("vnc") || leaf.key().equals("websocket");
            case "spice" -> leaf.key().equals("addr");
            case "netdev" ->
                Set.of("script", "downscript", "helper").contains(leaf.lastName())
                        || Set.of("addr", "local", "remote").contains(leaf.topName());
            default -> false;
        };
    }

    private boolean allows(Connection connection) {
        return settings.allow().connections().contains(connection);
    }

    private List<BrokenRule> connection(Connection connection, String what, String instead) {
        return allows(connection)
                ? List.of()
                : List.of(BrokenRule.network(
                        what + ": it gives the guest access to the networks of this host and its loopback",
                        instead + ", or ask the operator for outset.process.allow.connections="
                                + connection.name().toLowerCase(Locale.ROOT)));
    }

    /** Checks a {@code -chardev} that is not the monitor's. */
    List<BrokenRule> checkChardev(Option option, List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        Set<String> backends = new HashSet<>(OptionMember.values(leaves, "backend"));
        if (backends.size() != 1) {
            return List.of(BrokenRule.argument("it must specify exactly one backend", "Specify one"));
        }
        String backend = backends.iterator().next();
        Set<String> known = CHARDEV_KEYS.getOrDefault(backend, Set.of());
        boolean isNetwork = false;
        for (OptionMember leaf : leaves) {
            String key = leaf.key();
            if (backend.equals("socket") && NETWORK_CHARDEV.contains(key)) {
                isNetwork = true;
            } else if (key.equals("logfile") || key.equals("input-path")) {
                file(option, leaf, PathPolicy.Use.FILE).ifPresent(faults::add);
            } else if (!known.contains(key) && !COMMON_CHARDEV.contains(key)) {
                faults.add(BrokenRule.argument("'" + key + "' is not allowed for a process", ArgumentPolicy.REMOVE_IT));
            }
        }
        if (isNetwork) {
            faults.addAll(connection(
                    Connection.CHARDEV,
                    "a character device may not use TCP, telnet or websocket",
                    "Use a unix socket"));
        }
        PathPolicy.Use use = use(backend, leaves);
        leaves.stream()
                .filter(leaf -> leaf.key().equals("path"))
                .forEach(leaf -> file(option, leaf, use).ifPresent(faults::add));
        return faults;
    }

    private static PathPolicy.Use use(String backend, List<OptionMember> leaves) {
        return switch (backend) {
            case "socket" -> {
                boolean listens =
                        OptionMember.values(leaves, "server").stream().anyMatch(value -> !BooleanText.isOff(value));
                yield listens ? PathPolicy.Use.LISTEN : PathPolicy.Use.CONNECT;
            }
            case "pty" -> PathPolicy.Use.NEW_FILE;
            default -> PathPolicy.Use.FILE;
        };
    }

    private Optional<BrokenRule> file(Option option, OptionMember leaf, PathPolicy.Use use) {
        return paths.check(option.vm(), leaf.value(), use, option.checkTime());
    }

    List<BrokenRule> checkNetdev(Option option, List<OptionMember> leaves) {
        Set<String> types = new HashSet<>(OptionMember.values(leaves, "type"));
        if (types.size() != 1) {
            return List.of(BrokenRule.argument("it must specify exactly one type", "Specify one"));
        }
        String type = types.iterator().next();
        List<BrokenRule> faults = new ArrayList<>();
        Set<String> known = NETDEV_KEYS.get(type);
        for (OptionMember leaf : leaves) {
            boolean isKnown = known == null || known.contains(leaf.topName());
            if (!isKnown && !leaf.key().equals("type") && !leaf.key().equals("id")) {
                faults.add(BrokenRule.argument(
                        "'" + leaf.key() + "' is not allowed for a process", ArgumentPolicy.REMOVE_IT));
            }
        }
        faults.addAll(
                switch (type) {
                    case "user" -> user(option, leaves);
                    case "tap" -> tap(leaves);
                    case "bridge" -> bridge(leaves);
                    case "socket", "stream", "dgram" -> socket(option, leaves);
                    default -> List.of();
                });
        return faults;
    }

    private List<BrokenRule> user(Option option, List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        List<String> restrict = OptionMember.values(leaves, "restrict");
        if (restrict.isEmpty() || !restrict.stream().allMatch(BooleanText::isOn)) {
            faults.addAll(
                    connection(Connection.USER, "a user network must be restricted", "Add restrict=on to the network"));
        }
        for (OptionMember leaf : leaves) {
            if (leaf.topName().equals("tftp")) {
                file(option, leaf, PathPolicy.Use.FILE).ifPresent(faults::add);
            }
            if (leaf.topName().equals("hostfwd")
                    && !FORWARD.matcher(leaf.value()).matches()) {
                faults.add(BrokenRule.argument(
                        "'" + leaf.value() + "' is not a valid port forwarding",
                        "Write tcp:address:port-address:port"));
            }
        }
        return faults;
    }

    private List<BrokenRule> tap(List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        List<String> helpers = OptionMember.values(leaves, "helper");
        helpers.forEach(helper -> faults.addAll(addresses.checkProgram(helper)));
        boolean hasDescriptor =
                !helpers.isEmpty() || leaves.stream().anyMatch(leaf -> OptionRule.DESCRIPTORS.contains(leaf.topName()));
        for (String key : List.of("script", "downscript")) {
            List<String> scripts = OptionMember.values(leaves, key);
            if (scripts.isEmpty() && !hasDescriptor) {
                faults.add(BrokenRule.argument(
                        "without " + key + "=no, QEMU runs a script of the host", "Add " + key + "=no"));
            }
            scripts.stream()
                    .filter(script -> !script.equals("no"))
                    .forEach(script -> faults.addAll(addresses.checkProgram(script)));
        }
        return faults;
    }

    private List<BrokenRule> bridge(List<OptionMember> leaves) {
        List<String> helpers = OptionMember.values(leaves, "helper");
        if (!helpers.isEmpty()) {
            return helpers.stream()
                    .flatMap(helper -> addresses.checkProgram(helper).stream())
                    .toList();
        }
        boolean isAllowed = settings.allow().programs().stream().anyMatch(program -> program.endsWith(BRIDGE_HELPER));
        return isAllowed ? List.of() : addresses.checkProgram(BRIDGE_HELPER);
    }

    private List<BrokenRule> socket(Option option, List<OptionMember> leaves) {
        List<BrokenRule> faults =
                new ArrayList<>(connection(Connection.SOCKET, "a network may not use sockets", "Use another network"));
        boolean isServer = OptionMember.values(leaves, "server").stream().anyMatch(value -> !BooleanText.isOff(value));
        for (OptionMember leaf : leaves) {
            if (leaf.lastName().equals("type") && !leaf.key().equals("type") && !ADDRESSES.contains(leaf.value())) {
                faults.add(BrokenRule.argument(
                        "'" + leaf.value() + "' is not one of " + ADDRESSES, "Choose one of these"));
            }
            if (leaf.lastName().equals("path")) {
                boolean listens = isServer || leaf.topName().equals("local");
                file(option, leaf, listens ? PathPolicy.Use.LISTEN : PathPolicy.Use.CONNECT)
                        .ifPresent(faults::add);
            }
        }
        return faults;
    }

    List<BrokenRule> checkVnc(Option option, List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        for (OptionMember leaf : leaves) {
            if (handles("vnc", leaf)) {
                String value = leaf.value();
                if (value.startsWith("unix:")) {
                    paths.check(
                                    option.vm(),
                                    value.substring("unix:".length()),
                                    PathPolicy.Use.LISTEN,
                                    option.checkTime())
                            .ifPresent(faults::add);
                } else if (value.indexOf('/') >= 0) {
                    faults.add(BrokenRule.argument(
                            "'" + value + "' is not a host and display", "Write host:display or unix:path"));
                }
            }
        }
        return faults;
    }

    List<BrokenRule> checkSpice(Option option, List<OptionMember> leaves) {
        boolean isUnix = OptionMember.values(leaves, "unix").stream().anyMatch(value -> !BooleanText.isOff(value));
        return leaves.stream()
                .filter(leaf -> leaf.key().equals("addr"))
                .flatMap(leaf -> isUnix || leaf.value().indexOf('/') >= 0
                        ? file(option, leaf, PathPolicy.Use.LISTEN).stream()
                        : Stream.empty())
                .toList();
    }

    List<BrokenRule> checkDevice(Option option, List<OptionMember> leaves) {
        List<String> drivers = OptionMember.values(leaves, "driver");
        if (drivers.isEmpty()) {
            return List.of(BrokenRule.argument("it does not specify a driver", "Specify one"));
        }
        return drivers.stream()
                .flatMap(driver -> driver(option, driver).stream())
                .toList();
    }

    private Optional<BrokenRule> driver(Option option, String driver) {
        if (DeviceDrivers.isHarmless(driver)) {
            return Optional.empty();
        }
        return DeviceDrivers.hostDirectory(driver)
                .map(folder -> paths.check(option.vm(), folder, PathPolicy.Use.FILE, option.checkTime()))
                .orElseGet(() -> Optional.of(BrokenRule.argument(
                        "the device '" + driver + "' is not allowed for a process", ArgumentPolicy.REMOVE_IT)));
    }

    /** Checks a {@code -tpmdev}; without a path, QEMU uses the host's TPM. */
    List<BrokenRule> checkTpm(List<OptionMember> leaves) {
        boolean isPassthrough = OptionMember.values(leaves, "type").stream().anyMatch(type -> !type.equals("emulator"));
        boolean isNamed = !Objects.requireNonNullElse(OptionMember.value(leaves, "path"), "")
                .isEmpty();
        return isPassthrough && !isNamed
                ? List.of(BrokenRule.argument("without a path it uses the TPM of the host", "Add the path of a device"))
                : List.of();
    }
}

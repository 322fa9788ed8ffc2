package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings.Allow;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.OptionRule;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.qemu.OptionMember;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the addresses of migration streams, and which programs QEMU may start for them. Transports that are not known
 * to be harmless are rejected.
 */
final class AddressPolicy {

    private static final String SHELL = "/bin/sh";

    private static final String OFFSET = ",offset=";

    /** The syntax of {@code inet_parse}: a host without colons or in brackets, then a port number or a service name. */
    private static final Pattern INET = Pattern.compile("(\\[[^\\[\\]/]*]|[^:/]*):[A-Za-z0-9-]{0,32}(,[^/]*+)?");

    private static final Pattern PLAIN = Pattern.compile("[^/]*");

    /** The allowed members of a channel; {@code args}, {@code path} and others have additional rules. */
    private static final Set<String> MEMBERS = OptionRule.words(
            "channel-type transport type host port cid str path filename offset args numeric to ipv4 ipv6",
            "keep-alive keep-alive-count keep-alive-idle keep-alive-interval mptcp");

    private static final Map<String, String> TYPES =
            Map.of("inet", "tcp", "unix", "unix", "vsock", "vsock", "fd", "fd");

    private final PathPolicy paths;

    private final Allow allow;

    /** The side of the migration stream. */
    enum Direction {
        /** QEMU listens or reads. */
        INCOMING,
        /** QEMU connects or writes. */
        OUTGOING
    }

    /** What an address is checked for; the process id is that of the VM's QEMU, null if there is none. */
    record AddressContext(
            PolicyContext vm,
            Direction direction,
            CheckTime checkTime,
            @Nullable Long qemu) {}

    AddressPolicy(PathPolicy paths, Allow allow) {
        this.paths = paths;
        this.allow = allow;
    }

    List<BrokenRule> checkUri(AddressContext question, String uri) {
        int colon = uri.indexOf(':');
        String form = colon < 0 ? "" : uri.substring(0, colon);
        String rest = uri.substring(colon + 1);
        return switch (form) {
            case "exec" -> checkProgram(SHELL);
            // Up to 8.1, tcp: may be followed by another socket type (util/qemu-sockets.c: socket_parse).
            case "tcp" ->
                Set.of("unix", "fd", "vsock", "tcp").contains(form(rest)) ? checkUri(question, rest) : inet(rest);
            case "unix" -> unix(question, rest);
            case "vsock" -> text(rest);
            case "fd" -> transport(Allow.Transport.FD);
            case "rdma" -> transport(Allow.Transport.RDMA);
            case "file" -> file(question, rest.contains(OFFSET) ? rest.substring(0, rest.indexOf(OFFSET)) : rest);
            default -> List.of(BrokenRule.address("'" + uri + "' is not a known address", known()));
        };
    }

    private static String form(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? "" : text.substring(0, colon);
    }

    private static String known() {
        return "Use tcp:host:port, unix:path, vsock:cid:port or file:path";
    }

    private static List<BrokenRule> inet(String text) {
        return INET.matcher(text).matches()
                ? List.of()
                : List.of(BrokenRule.address("'" + text + "' is not a host and port", known()));
    }

    private static List<BrokenRule> text(String text) {
        return PLAIN.matcher(text).matches()
                ? List.of()
                : List.of(BrokenRule.address("'" + text + "' contains a slash", known()));
    }

    private List<BrokenRule> transport(Allow.Transport transport) {
        String name = transport.name().toLowerCase(Locale.ROOT);
        return allow.transports().contains(transport)
                ? List.of()
                : List.of(BrokenRule.address(
                        "a process may not use the transport " + name,
                        "Use another transport, or ask the operator for outset.process.allow.transports=" + name));
    }

    List<BrokenRule> checkProgram(String program) {
        boolean isAllowed;
        try {
            isAllowed = allow.programs().contains(Path.of(program));
        } catch (InvalidPathException invalid) {
            isAllowed = false;
        }
        return isAllowed
                ? List.of()
                : List.of(BrokenRule.address(
                        "it would run the program " + program,
                        "Remove it, or ask the operator to add the program to outset.process.allow.programs"));
    }

    /** Checks a command line, given as the leaves of a list. */
    List<BrokenRule> checkCommand(List<OptionMember> leaves) {
        List<OptionMember> programs =
                leaves.stream().filter(OptionMember::isFirst).toList();
        return programs.isEmpty()
                ? checkProgram("")
                : programs.stream()
                        .flatMap(leaf -> checkProgram(leaf.value()).stream())
                        .toList();
    }

    private List<BrokenRule> unix(AddressContext question, String path) {
        if (question.direction() == Direction.INCOMING) {
            return (paths.isMigrationSocketOf(question.vm(), path)
                            ? paths.checkOwnSocket(path, question.checkTime(), question.qemu())
                            : paths.check(
                                    question.vm(), path, PathPolicy.Use.LISTEN, question.checkTime(), question.qemu()))
                    .stream().toList();
        }
        return paths.isMigrationSocket(path)
                ? List.of()
                : paths.check(question.vm(), path, PathPolicy.Use.CONNECT, question.checkTime()).stream()
                        .toList();
    }

    private List<BrokenRule> file(AddressContext question, String path) {
        PathPolicy.Use use = question.direction() == Direction.INCOMING ? PathPolicy.Use.FILE : PathPolicy.Use.NEW_FILE;
        return paths.check(question.vm(), path, use, question.checkTime()).stream()
                .toList();
    }

    /** Checks a channel, given as the leaves of a {@code MigrationChannel}. */
    List<BrokenRule> checkChannel(AddressContext question, List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        for (OptionMember leaf : leaves) {
            if (!MEMBERS.contains(leaf.lastName())) {
                faults.add(BrokenRule.address("'" + leaf.key() + "' is not known", "Remove it"));
            }
        }
        List<String> transports = values(leaves, "transport");
        if (transports.isEmpty()) {
            faults.add(BrokenRule.address("it does not specify a transport", "Specify one as addr.transport"));
        }
        transports.forEach(transport -> faults.addAll(checkChannel(question, transport, leaves)));
        return faults;
    }

    private List<BrokenRule> checkChannel(AddressContext question, String transport, List<OptionMember> leaves) {
        return switch (transport) {
            case "socket" -> socket(question, leaves);
            case "exec" ->
                checkCommand(leaves.stream()
                        .filter(leaf -> leaf.lastName().equals("args"))
                        .toList());
            case "rdma" -> transport(Allow.Transport.RDMA);
            case "file" -> each(leaves, "filename", path -> file(question, path));
            default -> List.of(BrokenRule.address("'" + transport + "' is not a known transport", known()));
        };
    }

    private List<BrokenRule> socket(AddressContext question, List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        List<String> types = values(leaves, "type");
        if (types.isEmpty()) {
            faults.add(BrokenRule.address("it does not specify a socket type", "Specify one as addr.type"));
        }
        for (String type : types) {
            switch (TYPES.getOrDefault(type, "")) {
                case "tcp", "vsock" -> {}
                case "unix" -> faults.addAll(each(leaves, "path", path -> unix(question, path)));
                case "fd" -> faults.addAll(transport(Allow.Transport.FD));
                default -> faults.add(BrokenRule.address("'" + type + "' is not a known socket type", known()));
            }
        }
        return faults;
    }

    private static List<BrokenRule> each(
            List<OptionMember> leaves, String name, Function<String, List<BrokenRule>> check) {
        List<String> values = values(leaves, name);
        return values.isEmpty()
                ? List.of(BrokenRule.address("it has no " + name, "Specify one as addr." + name))
                : values.stream().flatMap(value -> check.apply(value).stream()).toList();
    }

    private static List<String> values(List<OptionMember> leaves, String name) {
        return leaves.stream()
                .filter(leaf -> leaf.lastName().equals(name))
                .map(OptionMember::value)
                .toList();
    }
}

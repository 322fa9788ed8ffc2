package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings.Allow;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.OptionLeaf;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a migration stream may come from and go to, and which programs QEMU may start for it. A transport that is not
 * known to be harmless is refused.
 */
final class AddressPolicy {

    private static final String SHELL = "/bin/sh";

    private static final String OFFSET = ",offset=";

    /** What {@code inet_parse} takes: a host without colons or in brackets, a port number or the name of a service. */
    private static final Pattern INET = Pattern.compile("(\\[[^\\[\\]/]*]|[^:/]*):[A-Za-z0-9-]{0,32}(,[^/]*+)?");

    private static final Pattern PLAIN = Pattern.compile("[^/]*");

    /** What a channel may say, by its name below {@code addr}; {@code args}, {@code path} and others have rules of their own. */
    private static final Set<String> MEMBERS = Set.of(
            "channel-type",
            "transport",
            "type",
            "host",
            "port",
            "cid",
            "str",
            "path",
            "filename",
            "offset",
            "args",
            "numeric",
            "to",
            "ipv4",
            "ipv6",
            "keep-alive",
            "keep-alive-count",
            "keep-alive-idle",
            "keep-alive-interval",
            "mptcp");

    private static final Map<String, String> TYPES =
            Map.of("inet", "tcp", "unix", "unix", "vsock", "vsock", "fd", "fd");

    private final PathPolicy paths;

    private final Allow allow;

    /** Which end a stream is seen from. */
    enum End {
        /** The QEMU listens, or reads. */
        INCOMING,
        /** The QEMU connects, or writes. */
        OUTGOING
    }

    /**
     * A question about addresses.
     *
     * @param vm the VM
     * @param end which end it is
     * @param moment whether the address is used now
     * @param qemu the process of the VM's QEMU; null while there is none
     */
    record Question(
            PolicyContext vm,
            End end,
            CheckTime moment,
            @Nullable Long qemu) {}

    AddressPolicy(PathPolicy paths, Allow allow) {
        this.paths = paths;
        this.allow = allow;
    }

    /** What is wrong with a URI. */
    List<BrokenRule> uri(Question question, String uri) {
        int colon = uri.indexOf(':');
        String form = colon < 0 ? "" : uri.substring(0, colon);
        String rest = uri.substring(colon + 1);
        return switch (form) {
            case "exec" -> program(SHELL);
            // Until 8.1 what follows tcp: may name another kind of socket (util/qemu-sockets.c: socket_parse).
            case "tcp" -> Set.of("unix", "fd", "vsock", "tcp").contains(form(rest)) ? uri(question, rest) : inet(rest);
            case "unix" -> unix(question, rest);
            case "vsock" -> text(rest);
            case "fd" -> transport(Allow.Transport.FD);
            case "rdma" -> transport(Allow.Transport.RDMA);
            case "file" -> file(question, rest.contains(OFFSET) ? rest.substring(0, rest.indexOf(OFFSET)) : rest);
            default -> List.of(BrokenRule.address("'" + uri + "' is no address that is known", known()));
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
                : List.of(BrokenRule.address("'" + text + "' is no host and port", known()));
    }

    private static List<BrokenRule> text(String text) {
        return PLAIN.matcher(text).matches()
                ? List.of()
                : List.of(BrokenRule.address("'" + text + "' has a slash", known()));
    }

    private List<BrokenRule> transport(Allow.Transport transport) {
        String name = transport.name().toLowerCase(java.util.Locale.ROOT);
        return allow.transports().contains(transport)
                ? List.of()
                : List.of(BrokenRule.address(
                        "a process may not use the transport " + name,
                        "Use another transport, or ask the operator for outset.process.allow.transports=" + name));
    }

    /** What is wrong with a program that QEMU is to start. */
    List<BrokenRule> program(String program) {
        boolean isNamed;
        try {
            isNamed = allow.programs().contains(Path.of(program));
        } catch (InvalidPathException impossible) {
            isNamed = false;
        }
        return isNamed
                ? List.of()
                : List.of(BrokenRule.address(
                        "it would run a program, " + program,
                        "Leave it out, or ask the operator to name the program in outset.process.allow.programs"));
    }

    /** What is wrong with a program and its arguments, a list in parts. */
    List<BrokenRule> command(List<OptionLeaf> leaves) {
        List<OptionLeaf> programs = leaves.stream().filter(OptionLeaf::isFirst).toList();
        return programs.isEmpty()
                ? program("")
                : programs.stream()
                        .flatMap(leaf -> program(leaf.value()).stream())
                        .toList();
    }

    private List<BrokenRule> unix(Question question, String path) {
        if (question.end() == End.INCOMING) {
            return (paths.isMigrationSocketOf(question.vm(), path)
                            ? paths.inTheWayOfOwn(path, question.moment(), question.qemu())
                            : paths.fault(
                                    question.vm(), path, PathPolicy.Use.LISTEN, question.moment(), question.qemu()))
                    .stream().toList();
        }
        return paths.isMigrationSocket(path)
                ? List.of()
                : paths.fault(question.vm(), path, PathPolicy.Use.CONNECT, question.moment()).stream()
                        .toList();
    }

    private List<BrokenRule> file(Question question, String path) {
        PathPolicy.Use use = question.end() == End.INCOMING ? PathPolicy.Use.FILE : PathPolicy.Use.NEW_FILE;
        return paths.fault(question.vm(), path, use, question.moment()).stream().toList();
    }

    /** What is wrong with a channel, a {@code MigrationChannel} in parts. */
    List<BrokenRule> channel(Question question, List<OptionLeaf> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        for (OptionLeaf leaf : leaves) {
            if (!MEMBERS.contains(leaf.lastName())) {
                faults.add(BrokenRule.address("'" + leaf.key() + "' is not known", "Leave it out"));
            }
        }
        List<String> transports = values(leaves, "transport");
        if (transports.isEmpty()) {
            faults.add(BrokenRule.address("it names no transport", "Name one as addr.transport"));
        }
        transports.forEach(transport -> faults.addAll(channel(question, transport, leaves)));
        return faults;
    }

    private List<BrokenRule> channel(Question question, String transport, List<OptionLeaf> leaves) {
        return switch (transport) {
            case "socket" -> socket(question, leaves);
            case "exec" ->
                command(leaves.stream()
                        .filter(leaf -> leaf.lastName().equals("args"))
                        .toList());
            case "rdma" -> transport(Allow.Transport.RDMA);
            case "file" -> each(leaves, "filename", path -> file(question, path));
            default -> List.of(BrokenRule.address("'" + transport + "' is no transport that is known", known()));
        };
    }

    private List<BrokenRule> socket(Question question, List<OptionLeaf> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        List<String> types = values(leaves, "type");
        if (types.isEmpty()) {
            faults.add(BrokenRule.address("it names no type of socket", "Name one as addr.type"));
        }
        for (String type : types) {
            switch (TYPES.getOrDefault(type, "")) {
                case "tcp", "vsock" -> {}
                case "unix" -> faults.addAll(each(leaves, "path", path -> unix(question, path)));
                case "fd" -> faults.addAll(transport(Allow.Transport.FD));
                default -> faults.add(BrokenRule.address("'" + type + "' is no socket that is known", known()));
            }
        }
        return faults;
    }

    private static List<BrokenRule> each(
            List<OptionLeaf> leaves, String name, java.util.function.Function<String, List<BrokenRule>> check) {
        List<String> values = values(leaves, name);
        return values.isEmpty()
                ? List.of(BrokenRule.address("it has no " + name, "Name one as addr." + name))
                : values.stream().flatMap(value -> check.apply(value).stream()).toList();
    }

    private static List<String> values(List<OptionLeaf> leaves, String name) {
        return leaves.stream()
                .filter(leaf -> leaf.lastName().equals(name))
                .map(OptionLeaf::value)
                .toList();
    }

    /** Whether a path leads to a program that QEMU may start; for options whose value is a program. */
    Optional<BrokenRule> helper(String program) {
        return program(program).stream().findFirst();
    }
}

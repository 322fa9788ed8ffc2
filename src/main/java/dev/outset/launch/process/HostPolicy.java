package dev.outset.launch.process;

import dev.outset.launch.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may reach a real QEMU of this host, whichever way it goes: its argument list and what is sent over its monitor. What
 * is not known to be harmless is refused. The same policy is asked when a definition or a migration is admitted, and once
 * more when a process is started or a command is sent.
 */
public final class HostPolicy {

    /** Commands that name no place, no program and no file. */
    private static final Set<String> HARMLESS = Set.of(
            "qmp_capabilities",
            "query-version",
            "query-status",
            "query-migrate",
            "query-migrate-parameters",
            "query-migrate-capabilities",
            "migrate-set-capabilities",
            "migrate-continue",
            "migrate_cancel",
            "migrate-start-postcopy",
            "cont",
            "stop",
            "quit");

    private static final Set<String> MIGRATE = Set.of("uri", "channels", "detach", "resume", "exit-on-error");

    private final ArgumentPolicy arguments;

    private final AddressPolicy addresses;

    private final ParameterPolicy parameters;

    /**
     * A policy.
     *
     * @param settings what is allowed
     * @param runFolder where the sockets of the service itself are
     */
    public HostPolicy(ProcessSettings settings, RunFolder runFolder) {
        PathPolicy paths = new PathPolicy(settings, runFolder, new UnixSockets(Path.of("/proc")));
        this.addresses = new AddressPolicy(paths, settings.allow());
        this.parameters = new ParameterPolicy(addresses);
        this.arguments = new ArgumentPolicy(settings, runFolder, paths, addresses, parameters);
    }

    /** What is wrong with the argument list that a definition comes to. */
    public List<Objection> arguments(PolicySubject vm, List<String> list) {
        return arguments.check(vm, list, Moment.ADMISSION);
    }

    /** What is wrong with a QMP command that a definition or a migration comes to. */
    public List<Objection> command(PolicySubject vm, String name, ObjectNode members) {
        return command(vm, name, members, Moment.ADMISSION, null);
    }

    /** What is wrong with the argument list of a process that is about to be started. */
    List<Objection> beforeStart(PolicySubject vm, List<String> list) {
        return arguments.check(vm, list, Moment.USE);
    }

    /**
     * What is wrong with a QMP command that is about to be sent.
     *
     * @param qemu the process that gets it; null when that is not known
     */
    List<Objection> beforeSending(PolicySubject vm, String name, ObjectNode members, @Nullable Long qemu) {
        return command(vm, name, members, Moment.USE, qemu);
    }

    private List<Objection> command(
            PolicySubject vm, String name, ObjectNode members, Moment moment, @Nullable Long qemu) {
        return switch (name) {
            case "migrate" ->
                addresses(name, new AddressPolicy.Question(vm, AddressPolicy.End.OUTGOING, moment, qemu), members);
            case "migrate-incoming" ->
                addresses(name, new AddressPolicy.Question(vm, AddressPolicy.End.INCOMING, moment, qemu), members);
            case "migrate-set-parameters" -> parameters(name, members);
            default ->
                HARMLESS.contains(name)
                        ? List.of()
                        : List.of(objection(
                                name,
                                "",
                                new Fault(
                                        Objection.Rule.COMMAND,
                                        "the service does not send it to a process",
                                        "Use another command")));
        };
    }

    private List<Objection> addresses(String name, AddressPolicy.Question question, ObjectNode members) {
        List<Objection> objections = new ArrayList<>();
        members.properties().forEach(member -> {
            String key = member.getKey();
            JsonNode value = member.getValue();
            List<Fault> faults = switch (key) {
                case "uri" -> addresses.uri(question, value.asString(""));
                case "channels" -> channels(question, value);
                default ->
                    MIGRATE.contains(key)
                            ? List.of()
                            : List.of(Fault.argument("'" + key + "' is not known", "Leave it out"));
            };
            faults.forEach(fault -> objections.add(objection(name, key, fault)));
        });
        return objections;
    }

    private List<Fault> channels(AddressPolicy.Question question, JsonNode channels) {
        return channels.valueStream()
                .flatMap(channel -> addresses.channel(question, OptionLeaf.of(channel)).stream())
                .toList();
    }

    private List<Objection> parameters(String name, ObjectNode members) {
        List<Objection> objections = new ArrayList<>();
        parameters
                .check(OptionLeaf.of(members))
                .forEach((parameter, faults) ->
                        faults.forEach(fault -> objections.add(objection(name, parameter, fault))));
        return objections;
    }

    private static Objection objection(String command, String member, Fault fault) {
        return new Objection(
                Objection.NOWHERE,
                member,
                fault.rule(),
                "The command " + command + (member.isEmpty() ? "" : " with " + member) + " is refused: " + fault.why(),
                fault.action());
    }
}

package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.OptionLeaf;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.launch.policy.rule.UnixSockets;
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
    public List<PolicyViolation> arguments(PolicyContext vm, List<String> list) {
        return arguments.check(vm, list, CheckTime.ADMISSION);
    }

    /** What is wrong with a QMP command that a definition or a migration comes to. */
    public List<PolicyViolation> command(PolicyContext vm, String name, ObjectNode members) {
        return command(vm, name, members, CheckTime.ADMISSION, null);
    }

    /** What is wrong with the argument list of a process that is about to be started. */
    public List<PolicyViolation> beforeStart(PolicyContext vm, List<String> list) {
        return arguments.check(vm, list, CheckTime.USE);
    }

    /**
     * What is wrong with a QMP command that is about to be sent.
     *
     * @param qemu the process that gets it; null when that is not known
     */
    public List<PolicyViolation> beforeSending(PolicyContext vm, String name, ObjectNode members, @Nullable Long qemu) {
        return command(vm, name, members, CheckTime.USE, qemu);
    }

    private List<PolicyViolation> command(
            PolicyContext vm, String name, ObjectNode members, CheckTime moment, @Nullable Long qemu) {
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
                                new BrokenRule(
                                        PolicyViolation.Rule.COMMAND,
                                        "the service does not send it to a process",
                                        "Use another command")));
        };
    }

    private List<PolicyViolation> addresses(String name, AddressPolicy.Question question, ObjectNode members) {
        List<PolicyViolation> objections = new ArrayList<>();
        members.properties().forEach(member -> {
            String key = member.getKey();
            JsonNode value = member.getValue();
            List<BrokenRule> faults = switch (key) {
                case "uri" -> addresses.uri(question, value.asString(""));
                case "channels" -> channels(question, value);
                default ->
                    MIGRATE.contains(key)
                            ? List.of()
                            : List.of(BrokenRule.argument("'" + key + "' is not known", "Leave it out"));
            };
            faults.forEach(fault -> objections.add(objection(name, key, fault)));
        });
        return objections;
    }

    private List<BrokenRule> channels(AddressPolicy.Question question, JsonNode channels) {
        return channels.valueStream()
                .flatMap(channel -> addresses.channel(question, OptionLeaf.of(channel)).stream())
                .toList();
    }

    private List<PolicyViolation> parameters(String name, ObjectNode members) {
        List<PolicyViolation> objections = new ArrayList<>();
        parameters
                .check(OptionLeaf.of(members))
                .forEach((parameter, faults) ->
                        faults.forEach(fault -> objections.add(objection(name, parameter, fault))));
        return objections;
    }

    private static PolicyViolation objection(String command, String member, BrokenRule fault) {
        return new PolicyViolation(
                PolicyViolation.NOWHERE,
                member,
                fault.rule(),
                "The command " + command + (member.isEmpty() ? "" : " with " + member) + " is refused: " + fault.why(),
                fault.action());
    }
}

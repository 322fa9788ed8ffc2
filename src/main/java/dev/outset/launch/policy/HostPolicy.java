package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.launch.policy.rule.UnixSockets;
import dev.outset.qemu.OptionMember;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The policy for QEMU processes on this host. It checks argument lists and the commands sent to monitors, and rejects
 * everything that is not known to be harmless. The same policy applies when a definition or a migration is admitted,
 * and again when a process is started or a command is sent.
 */
public final class HostPolicy {

    /** Commands that refer to no address, no program and no file. */
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
     * Creates the policy.
     *
     * @param settings the permissions
     * @param runFolder the directory of the service's own sockets
     */
    public HostPolicy(ProcessSettings settings, RunFolder runFolder) {
        PathPolicy paths = new PathPolicy(settings, runFolder, new UnixSockets(Path.of("/proc")));
        this.addresses = new AddressPolicy(paths, settings.allow());
        this.parameters = new ParameterPolicy(addresses);
        this.arguments = new ArgumentPolicy(settings, runFolder, paths, addresses, parameters);
    }

    /** Checks the argument list of a definition at admission. */
    public List<PolicyViolation> checkArguments(PolicyContext vm, List<String> list) {
        return arguments.check(vm, list, CheckTime.ADMISSION);
    }

    /** Checks a QMP command of a definition or a migration at admission. */
    public List<PolicyViolation> checkCommand(PolicyContext vm, String name, ObjectNode members) {
        return checkCommand(vm, name, members, CheckTime.ADMISSION, null);
    }

    /** Checks the argument list of a process that is about to be started. */
    public List<PolicyViolation> checkBeforeStart(PolicyContext vm, List<String> list) {
        return arguments.check(vm, list, CheckTime.USE);
    }

    /**
     * Checks a QMP command that is about to be sent.
     *
     * @param qemu the process id of the QEMU that receives it; null if unknown
     */
    public List<PolicyViolation> checkBeforeSending(
            PolicyContext vm, String name, ObjectNode members, @Nullable Long qemu) {
        return checkCommand(vm, name, members, CheckTime.USE, qemu);
    }

    private List<PolicyViolation> checkCommand(
            PolicyContext vm, String name, ObjectNode members, CheckTime checkTime, @Nullable Long qemu) {
        return switch (name) {
            case "migrate" ->
                addresses(
                        name,
                        new AddressPolicy.AddressContext(vm, AddressPolicy.Direction.OUTGOING, checkTime, qemu),
                        members);
            case "migrate-incoming" ->
                addresses(
                        name,
                        new AddressPolicy.AddressContext(vm, AddressPolicy.Direction.INCOMING, checkTime, qemu),
                        members);
            case "migrate-set-parameters" -> parameters(name, members);
            default ->
                HARMLESS.contains(name)
                        ? List.of()
                        : List.of(violation(
                                name,
                                "",
                                new BrokenRule(
                                        PolicyViolation.Rule.COMMAND,
                                        "the service does not send this command to a process",
                                        "Use another command")));
        };
    }

    private List<PolicyViolation> addresses(String name, AddressPolicy.AddressContext question, ObjectNode members) {
        List<PolicyViolation> violations = new ArrayList<>();
        members.properties().forEach(member -> {
            String key = member.getKey();
            JsonNode value = member.getValue();
            List<BrokenRule> faults = switch (key) {
                case "uri" -> addresses.checkUri(question, value.asString(""));
                case "channels" -> channels(question, value);
                default ->
                    MIGRATE.contains(key)
                            ? List.of()
                            : List.of(BrokenRule.argument("'" + key + "' is not known", "Remove it"));
            };
            faults.forEach(fault -> violations.add(violation(name, key, fault)));
        });
        return violations;
    }

    private List<BrokenRule> channels(AddressPolicy.AddressContext question, JsonNode channels) {
        return channels.valueStream()
                .flatMap(channel -> addresses.checkChannel(question, OptionMember.of(channel)).stream())
                .toList();
    }

    private List<PolicyViolation> parameters(String name, ObjectNode members) {
        List<PolicyViolation> violations = new ArrayList<>();
        parameters
                .check(OptionMember.of(members))
                .forEach((parameter, faults) ->
                        faults.forEach(fault -> violations.add(violation(name, parameter, fault))));
        return violations;
    }

    private static PolicyViolation violation(String command, String member, BrokenRule fault) {
        return new PolicyViolation(
                PolicyViolation.NOWHERE,
                member,
                fault.rule(),
                "The command " + command + (member.isEmpty() ? "" : " with " + member) + " is rejected: " + fault.why(),
                fault.action());
    }
}

package dev.outset.api.vm.admission;

import dev.outset.commandline.CommandLine;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.Listening;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks the policy of this host about definitions for real QEMUs: about the argument list that they come to and about what
 * is sent over the monitor afterwards. Where real QEMUs are not enabled there is nothing to protect.
 */
public final class HostCheck {

    private static final String LISTEN = "/migration/incoming";

    private final VmPlanService blueprint;

    private final @Nullable HostPolicy policy;

    public HostCheck(VmPlanService blueprint, @Nullable HostPolicy policy) {
        this.blueprint = blueprint;
        this.policy = policy;
    }

    /**
     * Everything that the host refuses of a definition.
     *
     * @param name the VM's name
     * @param labels its labels
     * @param spec a definition without errors, in canonical units
     * @return errors whose pointers start at the spec
     */
    Violations of(String name, Map<String, String> labels, VmSpec spec) {
        if (policy == null || spec.runtime() != VmSpec.RuntimeKind.PROCESS) {
            return Violations.none();
        }
        PolicyContext subject = new PolicyContext(name, labels);
        List<Violation> found = new ArrayList<>(arguments(policy, subject, spec));
        DeliveryPlan plan = blueprint.plan(spec);
        if (plan.listening() instanceof Listening.AfterDefer(Incoming incoming, String _) && incoming != null) {
            listening(incoming)
                    .forEach((pointer, members) -> policy.command(subject, "migrate-incoming", members)
                            .forEach(objection -> found.add(violation(objection, pointer))));
        }
        policy.command(subject, "migrate-set-parameters", parameters(plan))
                .forEach(objection -> found.add(violation(objection, pointer(plan, objection.member()))));
        return new Violations(found);
    }

    private List<Violation> arguments(HostPolicy asked, PolicyContext subject, VmSpec spec) {
        CommandLine line = blueprint.commandLine(subject.vm(), spec);
        List<String> pointers = new ArrayList<>();
        for (CommandLine.Option option : line.options()) {
            pointers.add(option.pointer());
            if (option.value() != null) {
                pointers.add(option.pointer());
            }
        }
        return asked.arguments(subject, line.arguments()).stream()
                .map(objection -> violation(
                        objection,
                        objection.argument() == PolicyViolation.NOWHERE
                                ? "/security/sandbox"
                                : pointers.get(objection.argument())))
                .toList();
    }

    /** What is sent to let a definition listen, by the field that says so. */
    private static Map<String, ObjectNode> listening(Incoming incoming) {
        Map<String, ObjectNode> commands = new LinkedHashMap<>();
        switch (incoming) {
            case Incoming.Deferred() -> {}
            case Incoming.Uri(String uri) ->
                commands.put(LISTEN + "/listen", JsonMapper.shared().valueToTree(Map.of("uri", uri)));
            case Incoming.Channels(List<IncomingChannel> channels) -> {
                for (int i = 0; i < channels.size(); i++) {
                    Map<String, Object> one =
                            Map.of("channels", List.of(channels.get(i).plain()));
                    commands.put(LISTEN + "/channels/" + i, JsonMapper.shared().valueToTree(one));
                }
            }
        }
        return commands;
    }

    private static ObjectNode parameters(DeliveryPlan plan) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plan.parametersOverQmp().values().forEach((parameter, value) -> plain.put(parameter.name(), value.plain()));
        return JsonMapper.shared().valueToTree(plain);
    }

    private static String pointer(DeliveryPlan plan, String parameter) {
        return plan.deliveries().stream()
                .filter(delivery -> delivery instanceof Delivery.QmpParameter
                        && delivery.name().equals(parameter))
                .map(Delivery::pointer)
                .reduce((first, last) -> last)
                .orElse("/migration");
    }

    private static Violation violation(PolicyViolation objection, String pointer) {
        return Violation.error(pointer, objection.rule().id(), objection.message(), objection.action());
    }
}

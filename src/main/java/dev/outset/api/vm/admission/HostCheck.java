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
import dev.outset.qmp.QmpCommand;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks definitions for real QEMU processes against the policy of this host: the command line, and the QMP commands
 * that follow it. Without the process runtime there is no policy, and every definition passes.
 */
public final class HostCheck {

    private static final String LISTEN = "/migration/incoming";

    private final VmPlanService plans;

    private final @Nullable HostPolicy policy;

    /** A check against a policy; null if the process runtime is not enabled. */
    public HostCheck(VmPlanService plans, @Nullable HostPolicy policy) {
        this.plans = plans;
        this.policy = policy;
    }

    /** The violation of a runtime that this service does not have; its pointer is relative to the spec. */
    Violations checkRuntime(VmSpec spec) {
        return policy != null || spec.runtime() != VmSpec.RuntimeKind.PROCESS
                ? Violations.none()
                : new Violations(List.of(Violation.error(
                        "/runtime",
                        "runtime",
                        "The runtime 'process' is not enabled in this service",
                        "Use the runtime simulated, or ask the operator to enable outset.process.enabled")));
    }

    /**
     * Checks a definition.
     *
     * @param name the name of the VM
     * @param labels the labels of the VM
     * @param spec a spec without errors, in canonical units
     * @return the violations of the policy; pointers are relative to the spec
     */
    Violations check(String name, Map<String, String> labels, VmSpec spec) {
        if (policy == null || spec.runtime() != VmSpec.RuntimeKind.PROCESS) {
            return Violations.none();
        }
        PolicyContext context = new PolicyContext(name, labels);
        List<Violation> found = new ArrayList<>(arguments(policy, context, spec));
        DeliveryPlan plan = plans.plan(spec);
        if (plan.listening() instanceof Listening.AfterDefer(Incoming incoming, String _) && incoming != null) {
            parts(incoming)
                    .forEach((pointer, part) -> command(policy, context, new QmpCommand.MigrateIncoming(part))
                            .forEach(refused -> found.add(violation(refused, pointer))));
        }
        command(policy, context, new QmpCommand.MigrateSetParameters(plan.parametersOverQmp()))
                .forEach(refused -> found.add(violation(refused, pointer(plan, refused.member()))));
        return new Violations(found);
    }

    private static List<PolicyViolation> command(HostPolicy policy, PolicyContext context, QmpCommand<?> command) {
        return policy.checkCommand(context, command.name(), command.arguments());
    }

    private List<Violation> arguments(HostPolicy hostPolicy, PolicyContext context, VmSpec spec) {
        CommandLine line = plans.commandLine(context.vm(), spec);
        List<String> pointers = new ArrayList<>();
        for (CommandLine.Option option : line.options()) {
            pointers.add(option.pointer());
            if (option.value() != null) {
                pointers.add(option.pointer());
            }
        }
        return hostPolicy.checkArguments(context, line.arguments()).stream()
                .map(refused -> violation(
                        refused,
                        refused.argument() == PolicyViolation.NOWHERE
                                ? "/security/sandbox"
                                : pointers.get(refused.argument())))
                .toList();
    }

    /** The parts of an address, by the field that they come from. */
    private static Map<String, Incoming> parts(Incoming incoming) {
        Map<String, Incoming> parts = new LinkedHashMap<>();
        switch (incoming) {
            case Incoming.Deferred() -> {}
            case Incoming.Uri uri -> parts.put(LISTEN + "/listen", uri);
            case Incoming.Channels(List<IncomingChannel> channels) -> {
                for (int i = 0; i < channels.size(); i++) {
                    parts.put(LISTEN + "/channels/" + i, new Incoming.Channels(List.of(channels.get(i))));
                }
            }
        }
        return parts;
    }

    private static String pointer(DeliveryPlan plan, String parameter) {
        return plan.deliveries().stream()
                .filter(delivery -> delivery instanceof Delivery.QmpParameter
                        && delivery.name().equals(parameter))
                .map(Delivery::pointer)
                .reduce((first, last) -> last)
                .orElse("/migration");
    }

    private static Violation violation(PolicyViolation violation, String pointer) {
        return Violation.error(pointer, violation.rule().id(), violation.message(), violation.action());
    }
}

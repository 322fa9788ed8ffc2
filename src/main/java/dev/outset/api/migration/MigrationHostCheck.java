package dev.outset.api.migration;

import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.migration.endpoint.Side;
import dev.outset.migration.job.MigrationRequest;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.run.StoredVmPlanner;
import dev.outset.violation.Violation;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Checks every QMP command that a migration between real QEMU processes sends against the policy of this host. */
final class MigrationHostCheck {

    private final StoredVmPlanner planner;

    private final @Nullable HostPolicy policy;

    MigrationHostCheck(StoredVmPlanner planner, @Nullable HostPolicy policy) {
        this.planner = planner;
        this.policy = policy;
    }

    /** The violations of the host policy; empty if no policy applies. */
    List<Violation> check(MigrationRequest request, VmDefinition source, VmDefinition destination) {
        if (policy == null || source.spec().runtime() != VmSpec.RuntimeKind.PROCESS) {
            return List.of();
        }
        return planner.plan(request, source, destination).steps().stream()
                .flatMap(step -> check(policy, step, step.side() == Side.SOURCE ? source : destination).stream())
                .distinct()
                .toList();
    }

    private static List<Violation> check(HostPolicy policy, MigrationStep step, VmDefinition vm) {
        Map<String, Object> content = step.command();
        if (content == null) {
            return List.of();
        }
        JsonNode command = JsonMapper.shared().valueToTree(content);
        ObjectNode arguments =
                command.get("arguments") instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        return policy
                .checkCommand(
                        new PolicyContext(vm.name().value(), vm.labels()),
                        command.path("execute").asString(""),
                        arguments)
                .stream()
                .map(found -> violation(found, command.path("execute").asString("")))
                .toList();
    }

    private static Violation violation(PolicyViolation violation, String command) {
        String pointer = command.equals("migrate-set-parameters") ? "/parameters/" + violation.member() : "/address";
        return Violation.error(pointer, violation.rule().id(), violation.message(), violation.action());
    }
}

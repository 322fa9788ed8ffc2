package dev.outset.migration.job;

import dev.outset.migration.endpoint.Side;
import dev.outset.migration.plan.MigrationStep;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A step of a plan as a migration stores it, so that a later change of the rules does not affect a running migration.
 *
 * @param kind the purpose of the step
 * @param side the side that runs the command
 * @param command the QMP command's name
 * @param arguments its arguments
 * @param inForce the values that a query must show, by capability or parameter
 */
public record PlannedAction(Kind kind, Side side, String command, ObjectNode arguments, ObjectNode inForce) {

    /** The purpose of an action. */
    public enum Kind {
        /** Sets capabilities. */
        CAPABILITIES,
        /** Sets parameters. */
        PARAMETERS,
        /** Checks that capabilities or parameters are in force. */
        VERIFY,
        /** Makes the destination listen. */
        LISTEN,
        /** Starts the migration. */
        MIGRATE
    }

    /** Returns the actions up to and including the start of the migration. */
    public static List<PlannedAction> of(List<MigrationStep> steps) {
        return steps.stream().flatMap(step -> of(step).stream()).toList();
    }

    private static List<PlannedAction> of(MigrationStep step) {
        Map<String, Object> command = step.command();
        if (command == null) {
            return List.of();
        }
        return switch (step.phase()) {
            case CAPABILITIES -> List.of(of(Kind.CAPABILITIES, step, command));
            case PARAMETERS -> List.of(of(Kind.PARAMETERS, step, command));
            case VERIFY -> List.of(of(Kind.VERIFY, step, command));
            case LISTEN -> List.of(of(Kind.LISTEN, step, command));
            case MIGRATE -> List.of(of(Kind.MIGRATE, step, command));
            case LAUNCH, WATCH, CONTINUE, RESET -> List.of();
        };
    }

    private static PlannedAction of(Kind kind, MigrationStep step, Map<String, Object> command) {
        ObjectNode written = JsonMapper.shared().valueToTree(command);
        ObjectNode inForce = JsonNodeFactory.instance.objectNode();
        step.inForce().forEach((name, value) -> inForce.set(name, shown(value)));
        return new PlannedAction(
                kind,
                step.side(),
                written.path("execute").asString(""),
                written.get("arguments") instanceof ObjectNode arguments
                        ? arguments
                        : JsonNodeFactory.instance.objectNode(),
                inForce);
    }

    private static JsonNode shown(Object value) {
        return value instanceof MigrationStep.CapabilityState(boolean on)
                ? JsonNodeFactory.instance.booleanNode(on)
                : JsonMapper.shared().valueToTree(value);
    }

    /** Returns the names of the capabilities or parameters that the action sets. */
    public List<String> names() {
        return switch (kind) {
            case CAPABILITIES ->
                arguments
                        .path("capabilities")
                        .valueStream()
                        .map(each -> each.path("capability").asString(""))
                        .toList();
            case PARAMETERS -> List.copyOf(arguments.propertyNames());
            case VERIFY, LISTEN, MIGRATE -> List.of();
        };
    }
}

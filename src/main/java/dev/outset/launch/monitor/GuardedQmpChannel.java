package dev.outset.launch.monitor;

import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpForbiddenException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A QMP channel that sends only commands that the policy allows. */
public final class GuardedQmpChannel implements QmpChannel {

    private final QmpChannel channel;

    private final BiFunction<String, ObjectNode, List<PolicyViolation>> policy;

    /**
     * Creates a guarded channel.
     *
     * @param channel the channel that transports the lines
     * @param policy returns the violations of a command with its arguments
     */
    public GuardedQmpChannel(QmpChannel channel, BiFunction<String, ObjectNode, List<PolicyViolation>> policy) {
        this.channel = channel;
        this.policy = policy;
    }

    /**
     * Sends a command if the policy allows it.
     *
     * @throws QmpForbiddenException if the policy rejects it
     */
    @Override
    public void send(String line) {
        List<PolicyViolation> violations = violations(line);
        if (!violations.isEmpty()) {
            throw new QmpForbiddenException(
                    violations.getFirst().rule().reason(), PolicyViolation.describe(violations));
        }
        channel.send(line);
    }

    private List<PolicyViolation> violations(String line) {
        JsonNode command;
        try {
            command = JsonMapper.shared().readTree(line);
        } catch (JacksonException notJson) {
            return policy.apply("", JsonNodeFactory.instance.objectNode());
        }
        ObjectNode arguments = command.get("arguments") instanceof ObjectNode members
                ? members
                : JsonNodeFactory.instance.objectNode();
        // An out-of-band command has its name under another key; the service sends none.
        return policy.apply(command.path("execute").asString(""), arguments);
    }

    @Override
    public @Nullable String receive(Duration deadline) {
        return channel.receive(deadline);
    }

    @Override
    public void close() {
        channel.close();
    }
}

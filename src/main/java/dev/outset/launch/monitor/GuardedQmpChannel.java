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

/** A channel that sends only the commands that the policy has no objection to. */
public final class GuardedQmpChannel implements QmpChannel {

    private final QmpChannel channel;

    private final BiFunction<String, ObjectNode, List<PolicyViolation>> policy;

    /**
     * A guarded channel.
     *
     * @param channel what lines go through
     * @param policy what is wrong with a command and its arguments
     */
    public GuardedQmpChannel(QmpChannel channel, BiFunction<String, ObjectNode, List<PolicyViolation>> policy) {
        this.channel = channel;
        this.policy = policy;
    }

    /**
     * Sends a command.
     *
     * @throws QmpForbiddenException if the policy refuses it
     */
    @Override
    public void send(String line) {
        List<PolicyViolation> objections = objections(line);
        if (!objections.isEmpty()) {
            throw new QmpForbiddenException(
                    objections.getFirst().rule().reason(), PolicyViolation.describe(objections));
        }
        channel.send(line);
    }

    private List<PolicyViolation> objections(String line) {
        JsonNode command;
        try {
            command = JsonMapper.shared().readTree(line);
        } catch (JacksonException garbage) {
            return policy.apply("", JsonNodeFactory.instance.objectNode());
        }
        ObjectNode arguments = command.get("arguments") instanceof ObjectNode members
                ? members
                : JsonNodeFactory.instance.objectNode();
        // A command out of band has its name under another key, and none of the service's is.
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

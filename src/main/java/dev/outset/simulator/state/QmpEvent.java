package dev.outset.simulator.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event that every connected QMP client receives.
 *
 * @param name the name, such as {@code STOP}
 * @param data the data; null for none
 * @param at when the event occurred
 */
public record QmpEvent(String name, @Nullable JsonNode data, Instant at) {

    private static final int NANOS_PER_MICRO = 1_000;

    /** The message as QEMU sends it. */
    public ObjectNode toJson() {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("event", name);
        if (data != null) {
            message.set("data", data);
        }
        message.putObject("timestamp")
                .put("seconds", at.getEpochSecond())
                .put("microseconds", at.getNano() / NANOS_PER_MICRO);
        return message;
    }
}

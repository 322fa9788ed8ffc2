package dev.outset.qmp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a line from a monitor can be. */
public sealed interface QmpMessage {

    /**
     * The first line of every connection.
     *
     * @param major the first number of the release
     * @param minor the second number
     * @param micro the third number
     * @param packaged what the packager adds; often empty
     * @param capabilities what the monitor offers, such as {@code oob}
     */
    record Greeting(int major, int minor, int micro, String packaged, List<String> capabilities) implements QmpMessage {
        public Greeting {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * A command has succeeded.
     *
     * @param id the command's id; null when the command had none
     * @param value what it returns
     */
    record Return(@Nullable JsonNode id, JsonNode value) implements QmpMessage {}

    /**
     * A command has been refused.
     *
     * @param id the command's id; null when it had none, or QEMU could not read it
     * @param errorClass QAPI's error class, mostly {@code GenericError}
     * @param desc QEMU's text
     */
    record Failure(@Nullable JsonNode id, String errorClass, String desc) implements QmpMessage {}

    /**
     * Something happened in QEMU.
     *
     * @param name QAPI's name, such as {@code SHUTDOWN}
     * @param data what it carries; an empty object when nothing
     */
    record Event(String name, JsonNode data) implements QmpMessage {}

    /**
     * Reads a line.
     *
     * @throws QmpException with {@link QmpException.Reason#GARBAGE} if it is no QMP message
     */
    static QmpMessage parse(String line) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(line);
        } catch (JacksonException noJson) {
            throw garbage(line, noJson);
        }
        if (node.path("QMP").isObject()) {
            return greeting(node.path("QMP"));
        }
        if (node.has("return")) {
            return new Return(node.get("id"), node.get("return"));
        }
        JsonNode error = node.path("error");
        if (error.isObject()) {
            return new Failure(
                    node.get("id"),
                    error.path("class").asString("GenericError"),
                    error.path("desc").asString(""));
        }
        if (node.path("event").isString()) {
            return new Event(node.path("event").asString(), node.path("data"));
        }
        throw garbage(line, null);
    }

    private static Greeting greeting(JsonNode node) {
        JsonNode version = node.path("version").path("qemu");
        return new Greeting(
                version.path("major").asInt(0),
                version.path("minor").asInt(0),
                version.path("micro").asInt(0),
                node.path("version").path("package").asString(""),
                node.path("capabilities")
                        .valueStream()
                        .map(capability -> capability.asString(""))
                        .toList());
    }

    private static QmpException garbage(String line, @Nullable Throwable cause) {
        String shown = line.length() <= 120 ? line : line.substring(0, 120) + "…";
        return new QmpException(QmpException.Reason.GARBAGE, "The monitor sent no QMP message: " + shown, cause);
    }
}

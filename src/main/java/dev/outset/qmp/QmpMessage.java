package dev.outset.qmp;

import dev.outset.violation.Abbreviation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message received from a QMP monitor. */
public sealed interface QmpMessage {

    /**
     * The greeting, the first message of every connection.
     *
     * @param major the major version
     * @param minor the minor version
     * @param micro the micro version
     * @param packaged the package version; often empty
     * @param capabilities the QMP capabilities that the monitor offers, such as {@code oob}
     */
    record Greeting(int major, int minor, int micro, String packaged, List<String> capabilities) implements QmpMessage {
        public Greeting {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * The reply to a successful command.
     *
     * @param id the id of the command; null if it had none
     * @param value the return value
     */
    record Return(@Nullable JsonNode id, JsonNode value) implements QmpMessage {}

    /**
     * The error reply to a command.
     *
     * @param id the id of the command; null if it had none or QEMU could not parse it
     * @param errorClass the QAPI error class, usually {@code GenericError}
     * @param desc the QEMU error text
     */
    record Failure(@Nullable JsonNode id, String errorClass, String desc) implements QmpMessage {}

    /**
     * An asynchronous event.
     *
     * @param name the QAPI name, such as {@code SHUTDOWN}
     * @param data the event data; an empty object if there is none
     */
    record Event(String name, JsonNode data) implements QmpMessage {}

    /**
     * Parses a line.
     *
     * @throws QmpException with {@link QmpException.Reason#INVALID_REPLY} if it is not a valid QMP message
     */
    static QmpMessage parse(String line) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(line);
        } catch (JacksonException notJson) {
            throw invalid(line, notJson);
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
        throw invalid(line, null);
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

    private static QmpException invalid(String line, @Nullable Throwable cause) {
        String excerpt = Abbreviation.of(line, 121);
        return new QmpException(
                QmpException.Reason.INVALID_REPLY, "The monitor sent an invalid QMP message: " + excerpt, cause);
    }
}

package dev.outset.simulator.json;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.text.QemuError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code qobject/qjson.c: qobject_from_json}: parses a text that is a single JSON value. */
public final class QemuJson {

    private QemuJson() {}

    /**
     * Parses a text.
     *
     * @param errors the error format of the release
     * @throws QemuError if it is not exactly one JSON value
     */
    public static JsonNode parse(String text, JsonErrors errors) {
        List<Message> found = new ArrayList<>();
        JsonMessages messages = new JsonMessages(errors, found::add);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        messages.feed(bytes, 0, bytes.length);
        messages.end();
        if (found.isEmpty()) {
            throw QemuError.generic("Expecting a JSON value");
        }
        return switch (found.getFirst()) {
            case Message.Invalid(QemuError error) -> throw error;
            case Message.Value(JsonNode _)
            when found.size() > 1 -> throw QemuError.generic("Expecting at most one JSON value");
            case Message.Value(JsonNode node) -> node;
        };
    }
}

package dev.outset.simulator.json;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.text.QemuError;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code qobject/qjson.c: qobject_from_json}: parses a text that is a single JSON value. */
public final class QemuJson {

    private @Nullable JsonNode value;

    private @Nullable QemuError error;

    private QemuJson() {}

    /**
     * Parses a text.
     *
     * @param errors the error format of the release
     * @throws QemuError if it is not exactly one JSON value
     */
    public static JsonNode parse(String text, JsonErrors errors) {
        QemuJson result = new QemuJson();
        JsonMessages messages = new JsonMessages(errors, result::take);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        messages.feed(bytes, 0, bytes.length);
        messages.end();
        if (result.error != null) {
            throw result.error;
        }
        if (result.value == null) {
            throw QemuError.generic("Expecting a JSON value");
        }
        return result.value;
    }

    /** {@code consume_json}: the first error is kept, and a second value is an error. */
    private void take(JsonMessages.Message message) {
        if (value != null) {
            value = null;
            error = QemuError.generic("Expecting at most one JSON value");
        }
        if (error != null) {
            return;
        }
        switch (message) {
            case JsonMessages.Message.Value found -> value = found.node();
            case JsonMessages.Message.Invalid bad -> error = bad.error();
        }
    }
}

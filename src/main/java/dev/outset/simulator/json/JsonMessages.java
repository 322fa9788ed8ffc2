package dev.outset.simulator.json;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.text.QemuError;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * QEMU's {@code JSONMessageParser}: a stream of bytes into messages and errors. Fed with what a connection brings, in
 * pieces of any size; one instance for each connection.
 */
public final class JsonMessages {

    private final JsonLexer lexer;

    /** What the stream holds: a value or an error. */
    public sealed interface Message {

        /**
         * A JSON value.
         *
         * @param node the value
         */
        record Value(JsonNode node) implements Message {}

        /**
         * Something that is no JSON.
         *
         * @param error QEMU's error
         */
        record Bad(QemuError error) implements Message {}
    }

    /**
     * A parser at the start of its input.
     *
     * @param errors how this release words its errors
     * @param sink takes the messages, in order
     */
    public JsonMessages(JsonErrors errors, Consumer<Message> sink) {
        this.lexer = new JsonLexer(
                switch (errors) {
                    case TERSE -> new TerseJsonParser(sink);
                    case LOCATED -> new LocatedJsonParser(sink);
                });
    }

    /** Takes some bytes. */
    public void feed(byte[] bytes, int from, int to) {
        lexer.feed(bytes, from, to);
    }

    /** Takes the end of the input. */
    public void end() {
        lexer.flush();
    }
}

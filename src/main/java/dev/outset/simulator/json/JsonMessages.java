package dev.outset.simulator.json;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.text.QemuError;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * QEMU's {@code JSONMessageParser}: parses a stream of bytes into messages and errors. Accepts chunks of any size; use
 * one instance for each connection.
 */
public final class JsonMessages {

    private final JsonLexer lexer;

    /** A message in the stream: a value or an error. */
    public sealed interface Message {

        /**
         * A JSON value.
         *
         * @param node the value
         */
        record Value(JsonNode node) implements Message {}

        /**
         * Input that is not valid JSON.
         *
         * @param error QEMU's error
         */
        record Invalid(QemuError error) implements Message {}
    }

    /**
     * A parser at the start of its input.
     *
     * @param errors the error format of the release
     * @param sink receives the messages, in order
     */
    public JsonMessages(JsonErrors errors, Consumer<Message> sink) {
        this.lexer = new JsonLexer(
                switch (errors) {
                    case TERSE -> new TerseJsonParser(sink);
                    case LOCATED -> new LocatedJsonParser(sink);
                });
    }

    /** Parses the bytes from index {@code from} to {@code to} (exclusive). */
    public void feed(byte[] bytes, int from, int to) {
        lexer.feed(bytes, from, to);
    }

    /** Ends the input; incomplete input becomes an error. */
    public void end() {
        lexer.flush();
    }
}

package dev.outset.simulator.json;

import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.text.QemuError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The parser since 11.1: incremental, with line and column in its error messages. */
final class LocatedJsonParser implements JsonLexer.Sink {

    private final Consumer<Message> sink;

    private final JsonLimits limits = new JsonLimits();

    private final Deque<Container> containers = new ArrayDeque<>();

    private boolean failed;

    private enum Expect {
        KEY_OR_END,
        KEY,
        COLON,
        VALUE_OR_END,
        VALUE,
        SEPARATOR
    }

    private static final class Container {

        final JsonNode node;

        Expect expect;

        String key = "";

        Container(JsonNode node) {
            this.node = node;
            this.expect = node instanceof ObjectNode ? Expect.KEY_OR_END : Expect.VALUE_OR_END;
        }
    }

    /** An unexpected token or an invalid value. */
    private static final class SyntaxException extends Exception {

        private static final long serialVersionUID = 1L;

        SyntaxException(String detail) {
            super(detail, null, false, false);
        }
    }

    LocatedJsonParser(Consumer<Message> sink) {
        this.sink = sink;
    }

    @Override
    public void token(JsonToken token, byte[] text, int line, int column) {
        limits.count(token, text.length);
        if (token == JsonToken.ERROR || limits.isUnbalanced()) {
            limits.balance();
        }
        if (!failed) {
            feed(token, text, line, column);
        }
        // Only the bracket count decides where the next message starts, so that invalid input is skipped.
        if (limits.isBalanced() || token == JsonToken.END_OF_INPUT) {
            containers.clear();
            failed = false;
            limits.reset();
        }
    }

    private void feed(JsonToken token, byte[] text, int line, int column) {
        String exceeded = limits.exceeded();
        if (exceeded != null) {
            fail(exceeded);
            return;
        }
        try {
            JsonNode value = accept(token, text);
            if (value != null) {
                sink.accept(new Message.Value(value));
            }
        } catch (SyntaxException error) {
            fail(line + ":" + column + ": JSON parse error, " + error.getMessage());
        }
    }

    private void fail(String description) {
        failed = true;
        sink.accept(new Message.Invalid(QemuError.generic(description)));
    }

    /** Accepts a token; returns the value if the token completes a top-level value. */
    private @Nullable JsonNode accept(JsonToken token, byte[] text) throws SyntaxException {
        if (token == JsonToken.ERROR) {
            throw new SyntaxException("stray '" + new String(text, StandardCharsets.UTF_8) + "'");
        }
        if (token == JsonToken.END_OF_INPUT) {
            if (!containers.isEmpty()) {
                throw new SyntaxException("premature end of input");
            }
            return null;
        }
        Container top = containers.peek();
        return top == null ? value(token, text) : inside(top, token, text);
    }

    private @Nullable JsonNode inside(Container top, JsonToken token, byte[] text) throws SyntaxException {
        boolean isObject = top.node instanceof ObjectNode;
        JsonToken close = isObject ? JsonToken.RIGHT_CURLY : JsonToken.RIGHT_SQUARE;
        boolean mayEnd =
                top.expect == Expect.KEY_OR_END || top.expect == Expect.VALUE_OR_END || top.expect == Expect.SEPARATOR;
        if (mayEnd && token == close) {
            containers.pop();
            return complete(top.node);
        }
        return switch (top.expect) {
            case KEY_OR_END, KEY -> key(top, token, text);
            case COLON -> colon(top, token);
            case VALUE_OR_END, VALUE -> value(token, text);
            case SEPARATOR -> separator(top, token, isObject);
        };
    }

    private static @Nullable JsonNode key(Container top, JsonToken token, byte[] text) throws SyntaxException {
        if (token != JsonToken.STRING) {
            throw new SyntaxException("expecting key");
        }
        top.key = string(text);
        top.expect = Expect.COLON;
        return null;
    }

    private static @Nullable JsonNode colon(Container top, JsonToken token) throws SyntaxException {
        if (token != JsonToken.COLON) {
            throw new SyntaxException("expecting ':'");
        }
        top.expect = Expect.VALUE;
        return null;
    }

    private static @Nullable JsonNode separator(Container top, JsonToken token, boolean isObject)
            throws SyntaxException {
        if (token != JsonToken.COMMA) {
            throw new SyntaxException(isObject ? "expected ',' or '}'" : "expected ',' or ']'");
        }
        top.expect = isObject ? Expect.KEY : Expect.VALUE;
        return null;
    }

    private @Nullable JsonNode value(JsonToken token, byte[] text) throws SyntaxException {
        return switch (token) {
            case LEFT_CURLY -> open(JsonNodeFactory.instance.objectNode());
            case LEFT_SQUARE -> open(JsonNodeFactory.instance.arrayNode());
            case STRING -> complete(StringNode.valueOf(string(text)));
            case INTEGER -> complete(JsonLiterals.integer(text));
            case FLOAT -> complete(JsonLiterals.decimal(text));
            case KEYWORD -> complete(keyword(text));
            case RIGHT_CURLY, RIGHT_SQUARE, COLON, COMMA, ERROR, END_OF_INPUT ->
                throw new SyntaxException("expecting value");
        };
    }

    private @Nullable JsonNode open(JsonNode container) {
        containers.push(new Container(container));
        return null;
    }

    private static String string(byte[] text) throws SyntaxException {
        try {
            return JsonStrings.decode(text);
        } catch (JsonStrings.InvalidString bad) {
            throw new SyntaxException(bad.detail());
        }
    }

    private static JsonNode keyword(byte[] text) throws SyntaxException {
        JsonNode node = JsonLiterals.keyword(text);
        if (node == null) {
            throw new SyntaxException("invalid keyword '" + new String(text, StandardCharsets.US_ASCII) + "'");
        }
        return node;
    }

    /** Adds a complete value to its container; returns the value if it is at the top level. */
    private @Nullable JsonNode complete(JsonNode value) throws SyntaxException {
        Container top = containers.peek();
        if (top == null) {
            return value;
        }
        if (top.node instanceof ObjectNode object) {
            if (object.has(top.key)) {
                throw new SyntaxException("duplicate key");
            }
            object.set(top.key, value);
        } else if (top.node instanceof ArrayNode array) {
            array.add(value);
        }
        top.expect = Expect.SEPARATOR;
        return null;
    }
}

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

/** The parser of 11.1, which is fed token by token and names line and column. */
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

    /** Why a token does not fit. */
    private static final class Misfit extends Exception {

        private static final long serialVersionUID = 1L;

        Misfit(String detail) {
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
        // The count of open brackets alone decides where the next message starts, so that garbage is skipped.
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
        } catch (Misfit misfit) {
            fail(line + ":" + column + ": JSON parse error, " + misfit.getMessage());
        }
    }

    private void fail(String description) {
        failed = true;
        sink.accept(new Message.Bad(QemuError.generic(description)));
    }

    /** Takes a token; the value when it completes one at the top. */
    private @Nullable JsonNode accept(JsonToken token, byte[] text) throws Misfit {
        if (token == JsonToken.ERROR) {
            throw new Misfit("stray '" + new String(text, StandardCharsets.UTF_8) + "'");
        }
        if (token == JsonToken.END_OF_INPUT) {
            if (!containers.isEmpty()) {
                throw new Misfit("premature end of input");
            }
            return null;
        }
        Container top = containers.peek();
        return top == null ? value(token, text) : inside(top, token, text);
    }

    private @Nullable JsonNode inside(Container top, JsonToken token, byte[] text) throws Misfit {
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

    private static @Nullable JsonNode key(Container top, JsonToken token, byte[] text) throws Misfit {
        if (token != JsonToken.STRING) {
            throw new Misfit("expecting key");
        }
        top.key = string(text);
        top.expect = Expect.COLON;
        return null;
    }

    private static @Nullable JsonNode colon(Container top, JsonToken token) throws Misfit {
        if (token != JsonToken.COLON) {
            throw new Misfit("expecting ':'");
        }
        top.expect = Expect.VALUE;
        return null;
    }

    private static @Nullable JsonNode separator(Container top, JsonToken token, boolean isObject) throws Misfit {
        if (token != JsonToken.COMMA) {
            throw new Misfit(isObject ? "expected ',' or '}'" : "expected ',' or ']'");
        }
        top.expect = isObject ? Expect.KEY : Expect.VALUE;
        return null;
    }

    private @Nullable JsonNode value(JsonToken token, byte[] text) throws Misfit {
        return switch (token) {
            case LEFT_CURLY -> open(JsonNodeFactory.instance.objectNode());
            case LEFT_SQUARE -> open(JsonNodeFactory.instance.arrayNode());
            case STRING -> complete(StringNode.valueOf(string(text)));
            case INTEGER -> complete(JsonLiterals.integer(text));
            case FLOAT -> complete(JsonLiterals.decimal(text));
            case KEYWORD -> complete(keyword(text));
            case RIGHT_CURLY, RIGHT_SQUARE, COLON, COMMA, ERROR, END_OF_INPUT -> throw new Misfit("expecting value");
        };
    }

    private @Nullable JsonNode open(JsonNode container) {
        containers.push(new Container(container));
        return null;
    }

    private static String string(byte[] text) throws Misfit {
        try {
            return JsonStrings.decode(text);
        } catch (JsonStrings.BadString bad) {
            throw new Misfit(bad.detail());
        }
    }

    private static JsonNode keyword(byte[] text) throws Misfit {
        JsonNode node = JsonLiterals.keyword(text);
        if (node == null) {
            throw new Misfit("invalid keyword '" + new String(text, StandardCharsets.US_ASCII) + "'");
        }
        return node;
    }

    /** Puts a finished value where it belongs; the value itself when it stands at the top. */
    private @Nullable JsonNode complete(JsonNode value) throws Misfit {
        Container top = containers.peek();
        if (top == null) {
            return value;
        }
        if (top.node instanceof ObjectNode object) {
            if (object.has(top.key)) {
                throw new Misfit("duplicate key");
            }
            object.set(top.key, value);
        } else if (top.node instanceof ArrayNode array) {
            array.add(value);
        }
        top.expect = Expect.SEPARATOR;
        return null;
    }
}

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

/**
 * {@code qobject/json-streamer.c} and {@code json-parser.c} up to 11.0: collects the tokens of a message, then parses
 * them.
 */
final class TerseJsonParser implements JsonLexer.Sink {

    private final Consumer<Message> sink;

    private final JsonLimits limits = new JsonLimits();

    private final Deque<Token> tokens = new ArrayDeque<>();

    private static final class Token {

        final JsonToken type;

        final byte[] text;

        Token(JsonToken type, byte[] text) {
            this.type = type;
            this.text = text;
        }
    }

    private enum Expect {
        /** A key, an element, or the end of an empty container. */
        FIRST,
        /** A key or an element. */
        NEXT,
        COLON,
        VALUE,
        SEPARATOR
    }

    /** An incomplete object or array. */
    private static final class Container {

        final JsonNode node;

        Expect expect = Expect.FIRST;

        private String key = "";

        Container(JsonNode node) {
            this.node = node;
        }

        JsonToken close() {
            return node.isObject() ? JsonToken.RIGHT_CURLY : JsonToken.RIGHT_SQUARE;
        }

        /** Adds an element. */
        void add(ArrayNode array, JsonNode element) {
            array.add(element);
            expect = Expect.SEPARATOR;
        }

        /** Adds a value, or sets the key of the next one. QEMU parses a key as any value before it checks the type. */
        void put(ObjectNode object, JsonNode value) {
            if (expect != Expect.VALUE) {
                if (!value.isString()) {
                    throw syntax("key is not a string in object");
                }
                key = value.stringValue();
                expect = Expect.COLON;
                return;
            }
            if (object.has(key)) {
                throw syntax("duplicate key");
            }
            object.set(key, value);
            expect = Expect.SEPARATOR;
        }
    }

    TerseJsonParser(Consumer<Message> sink) {
        this.sink = sink;
    }

    @Override
    public void token(JsonToken token, byte[] text, int line, int column) {
        if (token == JsonToken.END_OF_INPUT) {
            if (!tokens.isEmpty()) {
                emit(parse());
            }
            return;
        }
        if (token == JsonToken.ERROR) {
            emit(new Message.Invalid(syntax("stray '" + new String(text, StandardCharsets.UTF_8) + "'")));
            return;
        }
        limits.count(token, text.length);
        String exceeded = limits.exceeded();
        if (exceeded != null) {
            emit(new Message.Invalid(QemuError.generic(exceeded)));
            return;
        }
        tokens.add(new Token(token, text));
        if (!limits.isOpen()) {
            emit(parse());
        }
    }

    private void emit(Message message) {
        limits.reset();
        tokens.clear();
        sink.accept(message);
    }

    private static QemuError syntax(String detail) {
        return QemuError.generic("JSON parse error, " + detail);
    }

    private Message parse() {
        try {
            return new Message.Value(value());
        } catch (QemuError error) {
            return new Message.Invalid(error);
        }
    }

    /** Parses one value without recursion: 1024 levels must fit on the stack of any thread. */
    private JsonNode value() {
        Deque<Container> open = new ArrayDeque<>();
        JsonNode complete = null;
        while (complete == null) {
            Token token = tokens.poll();
            if (token == null) {
                throw syntax("premature EOI");
            }
            Container top = open.peek();
            complete = top == null ? begin(open, token) : inside(open, top, token);
        }
        return complete;
    }

    private static @Nullable JsonNode inside(Deque<Container> open, Container top, Token token) {
        boolean mayEnd = top.expect == Expect.FIRST || top.expect == Expect.SEPARATOR;
        if (mayEnd && token.type == top.close()) {
            open.pop();
            return complete(open, top.node);
        }
        return switch (top.expect) {
            case FIRST, NEXT, VALUE -> begin(open, token);
            case COLON -> {
                if (token.type != JsonToken.COLON) {
                    throw syntax("missing : in object pair");
                }
                top.expect = Expect.VALUE;
                yield null;
            }
            case SEPARATOR -> {
                if (token.type != JsonToken.COMMA) {
                    throw syntax("expected separator in " + (top.node.isObject() ? "dict" : "list"));
                }
                top.expect = Expect.NEXT;
                yield null;
            }
        };
    }

    private static @Nullable JsonNode begin(Deque<Container> open, Token token) {
        return switch (token.type) {
            case LEFT_CURLY -> open(open, JsonNodeFactory.instance.objectNode());
            case LEFT_SQUARE -> open(open, JsonNodeFactory.instance.arrayNode());
            case STRING -> complete(open, StringNode.valueOf(string(token)));
            case INTEGER -> complete(open, JsonLiterals.integer(token.text));
            case FLOAT -> complete(open, JsonLiterals.decimal(token.text));
            case KEYWORD -> complete(open, keyword(token));
            case RIGHT_CURLY, RIGHT_SQUARE, COLON, COMMA, ERROR, END_OF_INPUT -> throw syntax("expecting value");
        };
    }

    private static @Nullable JsonNode open(Deque<Container> open, JsonNode container) {
        open.push(new Container(container));
        return null;
    }

    private static String string(Token token) {
        try {
            return JsonStrings.decode(token.text);
        } catch (JsonStrings.InvalidString bad) {
            throw syntax(bad.detail());
        }
    }

    private static JsonNode keyword(Token token) {
        @Nullable JsonNode node = JsonLiterals.keyword(token.text);
        if (node == null) {
            throw syntax("invalid keyword '" + new String(token.text, StandardCharsets.US_ASCII) + "'");
        }
        return node;
    }

    /** Adds a complete value to its container; returns the value if it is at the top level. */
    private static @Nullable JsonNode complete(Deque<Container> open, JsonNode value) {
        Container top = open.peek();
        if (top == null) {
            return value;
        }
        if (top.node instanceof ObjectNode object) {
            top.put(object, value);
        } else if (top.node instanceof ArrayNode array) {
            top.add(array, value);
        }
        return null;
    }
}

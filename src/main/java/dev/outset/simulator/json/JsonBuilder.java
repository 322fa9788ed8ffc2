package dev.outset.simulator.json;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.text.QemuError;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * {@code qobject/json-parser.c}: builds the value of a message from its tokens. Not recursive: 1024 levels must fit on
 * the stack of any thread.
 */
final class JsonBuilder {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The length of the longest 64-bit number, including the sign. */
    private static final int LONGEST_INTEGER = 20;

    private final boolean terse;

    private final Deque<Container> open = new ArrayDeque<>();

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

        String key = "";

        Container(JsonNode node) {
            this.node = node;
        }

        boolean isEndedBy(JsonToken token) {
            return (expect == Expect.FIRST || expect == Expect.SEPARATOR)
                    && token == (node.isObject() ? JsonToken.RIGHT_CURLY : JsonToken.RIGHT_SQUARE);
        }

        boolean expectsKey() {
            return node.isObject() && (expect == Expect.FIRST || expect == Expect.NEXT);
        }
    }

    JsonBuilder(JsonErrors errors) {
        this.terse = errors == JsonErrors.TERSE;
    }

    /** Discards an incomplete message. */
    void clear() {
        open.clear();
    }

    /**
     * Accepts a token; returns the message that it completes or makes invalid, or null if the message is incomplete.
     *
     * @param location the prefix of an error message
     */
    @Nullable Message accept(JsonToken token, byte[] text, String location) {
        try {
            JsonNode value = accept(token, text);
            return value == null ? null : new Message.Value(value);
        } catch (QemuError error) {
            return new Message.Invalid(error.prepend(location + "JSON parse error, "));
        }
    }

    private @Nullable JsonNode accept(JsonToken token, byte[] text) {
        Container top = open.peek();
        if (token == JsonToken.ERROR) {
            throw QemuError.generic("stray '" + new String(text, StandardCharsets.UTF_8) + "'");
        }
        if (token == JsonToken.END_OF_INPUT) {
            if (top != null) {
                throw error("premature EOI", "premature end of input");
            }
            return null;
        }
        if (top == null) {
            return value(token, text);
        }
        if (top.isEndedBy(token)) {
            open.pop();
            return complete(top.node);
        }
        return switch (top.expect) {
            case FIRST, NEXT, VALUE -> {
                if (!terse && top.expectsKey() && token != JsonToken.STRING) {
                    throw QemuError.generic("expecting key");
                }
                yield value(token, text);
            }
            case COLON -> {
                if (token != JsonToken.COLON) {
                    throw error("missing : in object pair", "expecting ':'");
                }
                top.expect = Expect.VALUE;
                yield null;
            }
            case SEPARATOR -> {
                if (token != JsonToken.COMMA) {
                    throw top.node.isObject()
                            ? error("expected separator in dict", "expected ',' or '}'")
                            : error("expected separator in list", "expected ',' or ']'");
                }
                top.expect = Expect.NEXT;
                yield null;
            }
        };
    }

    private QemuError error(String inTerse, String otherwise) {
        return QemuError.generic(terse ? inTerse : otherwise);
    }

    private @Nullable JsonNode value(JsonToken token, byte[] text) {
        return switch (token) {
            case LEFT_CURLY -> open(NODES.objectNode());
            case LEFT_SQUARE -> open(NODES.arrayNode());
            case STRING -> complete(StringNode.valueOf(JsonStrings.decode(text)));
            case INTEGER -> complete(integer(text));
            case FLOAT -> complete(decimal(text));
            case KEYWORD -> complete(keyword(new String(text, StandardCharsets.US_ASCII)));
            case RIGHT_CURLY, RIGHT_SQUARE, COLON, COMMA, ERROR, END_OF_INPUT ->
                throw QemuError.generic("expecting value");
        };
    }

    private @Nullable JsonNode open(JsonNode container) {
        open.push(new Container(container));
        return null;
    }

    /** A number is signed 64-bit if possible, else unsigned, else a double. */
    private static JsonNode integer(byte[] token) {
        if (token.length > LONGEST_INTEGER) {
            return decimal(token);
        }
        BigInteger value = new BigInteger(new String(token, StandardCharsets.US_ASCII));
        if (value.bitLength() <= 63) {
            return NODES.numberNode(value.longValue());
        }
        return value.signum() > 0 && value.bitLength() == 64 ? NODES.numberNode(value) : decimal(token);
    }

    private static JsonNode decimal(byte[] token) {
        return NODES.numberNode(Double.parseDouble(new String(token, StandardCharsets.US_ASCII)));
    }

    private static JsonNode keyword(String word) {
        return switch (word) {
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            case "null" -> NODES.nullNode();
            default -> throw QemuError.generic("invalid keyword '" + word + "'");
        };
    }

    /** Adds a complete value to its container; returns the value if it is at the top level. */
    private @Nullable JsonNode complete(JsonNode value) {
        Container top = open.peek();
        if (top == null) {
            return value;
        }
        if (top.expectsKey()) {
            // The terse parser parses a key as any value before it checks the type.
            if (!value.isString()) {
                throw QemuError.generic("key is not a string in object");
            }
            top.key = value.stringValue();
            top.expect = Expect.COLON;
            return null;
        }
        if (top.node instanceof ObjectNode object) {
            if (object.has(top.key)) {
                throw QemuError.generic("duplicate key");
            }
            object.set(top.key, value);
        } else if (top.node instanceof ArrayNode array) {
            array.add(value);
        }
        top.expect = Expect.SEPARATOR;
        return null;
    }
}

package dev.outset.simulator.qapi;

import dev.outset.simulator.qapi.JsonMessages.Message;
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

/** {@code qobject/json-streamer.c} and {@code json-parser.c} up to 11.0: collects a message's tokens, then parses. */
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
            emit(new Message.Bad(syntax("stray '" + new String(text, StandardCharsets.UTF_8) + "'")));
            return;
        }
        limits.count(token, text.length);
        String exceeded = limits.exceeded();
        if (exceeded != null) {
            emit(new Message.Bad(QemuError.generic(exceeded)));
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
            return new Message.Bad(error);
        }
    }

    private JsonNode value() {
        Token token = tokens.poll();
        if (token == null) {
            throw syntax("premature EOI");
        }
        return switch (token.type) {
            case LEFT_CURLY -> object();
            case LEFT_SQUARE -> array();
            case STRING -> StringNode.valueOf(string(token));
            case INTEGER -> JsonLiterals.integer(token.text);
            case FLOAT -> JsonLiterals.decimal(token.text);
            case KEYWORD -> keyword(token);
            case RIGHT_CURLY, RIGHT_SQUARE, COLON, COMMA, ERROR, END_OF_INPUT -> throw syntax("expecting value");
        };
    }

    private static String string(Token token) {
        try {
            return JsonStrings.decode(token.text);
        } catch (JsonStrings.BadString bad) {
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

    private JsonNode object() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (is(JsonToken.RIGHT_CURLY)) {
            tokens.poll();
            return object;
        }
        pair(object);
        for (JsonToken next = next(); next != JsonToken.RIGHT_CURLY; next = next()) {
            if (next != JsonToken.COMMA) {
                throw syntax("expected separator in dict");
            }
            pair(object);
        }
        return object;
    }

    private void pair(ObjectNode object) {
        JsonNode key = value();
        if (!key.isString()) {
            throw syntax("key is not a string in object");
        }
        if (next() != JsonToken.COLON) {
            throw syntax("missing : in object pair");
        }
        JsonNode value = value();
        if (object.has(key.stringValue())) {
            throw syntax("duplicate key");
        }
        object.set(key.stringValue(), value);
    }

    private JsonNode array() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        if (is(JsonToken.RIGHT_SQUARE)) {
            tokens.poll();
            return array;
        }
        array.add(value());
        for (JsonToken next = next(); next != JsonToken.RIGHT_SQUARE; next = next()) {
            if (next != JsonToken.COMMA) {
                throw syntax("expected separator in list");
            }
            array.add(value());
        }
        return array;
    }

    private boolean is(JsonToken type) {
        Token token = tokens.peek();
        if (token == null) {
            throw syntax("premature EOI");
        }
        return token.type == type;
    }

    private JsonToken next() {
        Token token = tokens.poll();
        if (token == null) {
            throw syntax("premature EOI");
        }
        return token.type;
    }
}

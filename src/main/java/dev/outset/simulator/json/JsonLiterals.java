package dev.outset.simulator.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Converts QEMU's JSON numbers and keywords to nodes. A number is signed 64-bit if possible, else unsigned, else a
 * double.
 */
final class JsonLiterals {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The length of the longest 64-bit number, including the sign. */
    private static final int LONGEST_INTEGER = 20;

    private JsonLiterals() {}

    static JsonNode integer(byte[] token) {
        if (token.length > LONGEST_INTEGER) {
            return decimal(token);
        }
        String text = new String(token, StandardCharsets.US_ASCII);
        BigInteger value = new BigInteger(text);
        if (value.bitLength() <= 63) {
            return NODES.numberNode(value.longValue());
        }
        return value.signum() > 0 && value.bitLength() == 64 ? NODES.numberNode(value) : decimal(token);
    }

    static JsonNode decimal(byte[] token) {
        return NODES.numberNode(Double.parseDouble(new String(token, StandardCharsets.US_ASCII)));
    }

    /** The node of a keyword; null if it is not a JSON keyword. */
    static @Nullable JsonNode keyword(byte[] token) {
        return switch (new String(token, StandardCharsets.US_ASCII)) {
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            case "null" -> NODES.nullNode();
            default -> null;
        };
    }
}

package dev.outset.binding;

import dev.outset.parameters.ParameterValue;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads migration parameter values by their JSON type; the catalogue defines which values a parameter accepts. */
final class ParameterValueReader {

    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

    private ParameterValueReader() {}

    /** Reads any value except a list of objects. */
    static @Nullable ParameterValue read(JsonNode node, String pointer, ReadErrors errors) {
        if (node.isBoolean()) {
            return new ParameterValue.Bool(node.asBoolean());
        }
        if (node.isString()) {
            return new ParameterValue.Text(node.asString());
        }
        if (isUnsigned(node)) {
            return new ParameterValue.Unsigned(node.bigIntegerValue().longValue());
        }
        if (node.isArray() && node.valueStream().allMatch(JsonNode::isString)) {
            return new ParameterValue.Strings(
                    node.valueStream().map(JsonNode::asString).toList());
        }
        errors.wrongType(pointer, "a value: true or false, a whole number from 0 to 2^64-1, a string, or a list", node);
        return null;
    }

    private static boolean isUnsigned(JsonNode node) {
        return node.isIntegralNumber()
                && node.bigIntegerValue().signum() >= 0
                && node.bigIntegerValue().compareTo(LIMIT) < 0;
    }
}

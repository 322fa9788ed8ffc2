package dev.outset.binding;

import dev.outset.parameters.ParameterValue;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Values of migration parameters as JSON gives them; which of them a parameter takes is for the catalogue to say. */
final class ParameterValueReader {

    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

    private ParameterValueReader() {}

    /** Reads every value but a list of objects. */
    static @Nullable ParameterValue read(JsonNode node, String pointer, ReadErrors faults) {
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
        faults.wrongType(
                pointer, "a value: true or false, a whole number from 0 below 2^64, a string, or a list", node);
        return null;
    }

    private static boolean isUnsigned(JsonNode node) {
        return node.isIntegralNumber()
                && node.bigIntegerValue().signum() >= 0
                && node.bigIntegerValue().compareTo(LIMIT) < 0;
    }
}

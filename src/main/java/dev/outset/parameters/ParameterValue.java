package dev.outset.parameters;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.outset.binding.Untagged;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of a migration parameter in QEMU's unit. An unset parameter has no value. */
@Untagged("a value: true or false, a whole number from 0 to 2^64-1, a string, or a list")
public sealed interface ParameterValue {

    /** The value as plain JSON types: {@link Boolean}, {@link BigInteger}, {@link String}, list or map. */
    Object toJsonValue();

    /**
     * A Boolean.
     *
     * @param value true for on
     */
    record Bool(@JsonValue boolean value) implements ParameterValue {
        @Override
        public Object toJsonValue() {
            return value;
        }

        @Override
        public String toString() {
            return value ? "on" : "off";
        }
    }

    /**
     * An unsigned 64-bit integer.
     *
     * @param bits the bits of the unsigned number
     */
    record Unsigned(long bits) implements ParameterValue {

        /**
         * Converts a number.
         *
         * @throws IllegalArgumentException if it is negative or has more than 64 bits
         */
        @JsonCreator
        public static Unsigned of(BigInteger number) {
            if (number.signum() < 0 || number.bitLength() > Long.SIZE) {
                throw new IllegalArgumentException(number + " is not an unsigned 64-bit integer");
            }
            return new Unsigned(number.longValue());
        }

        @Override
        @JsonValue
        public BigInteger toJsonValue() {
            return bits >= 0 ? BigInteger.valueOf(bits) : new BigInteger(Long.toUnsignedString(bits));
        }

        @Override
        public String toString() {
            return Long.toUnsignedString(bits);
        }
    }

    /**
     * A string, or an enumeration member.
     *
     * @param value the text
     */
    record Text(@JsonValue String value) implements ParameterValue {
        @Override
        public Object toJsonValue() {
            return value;
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /**
     * A list of strings, such as a command.
     *
     * @param values the strings, in order
     */
    record Strings(@JsonValue List<String> values) implements ParameterValue {
        public Strings {
            values = List.copyOf(values);
        }

        @Override
        public Object toJsonValue() {
            return values;
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /**
     * The aliases of dirty bitmaps in the migration stream: QAPI's list of {@code BitmapMigrationNodeAlias}.
     *
     * @param nodes one entry per block node
     */
    record BitmapMapping(@JsonValue List<NodeAlias> nodes) implements ParameterValue {
        public BitmapMapping {
            nodes = List.copyOf(nodes);
        }

        @Override
        public Object toJsonValue() {
            return nodes.stream().map(NodeAlias::toJsonValue).toList();
        }

        @Override
        public String toString() {
            return toJsonValue().toString();
        }
    }

    /**
     * The alias of a block node and the aliases of its bitmaps.
     *
     * @param nodeName the name of the node on this side
     * @param alias the name in the migration stream
     * @param bitmaps the aliases of the bitmaps of the node
     */
    record NodeAlias(@JsonProperty("node-name") String nodeName, String alias, List<BitmapAlias> bitmaps) {
        public NodeAlias {
            bitmaps = List.copyOf(bitmaps);
        }

        Map<String, Object> toJsonValue() {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("node-name", nodeName);
            plain.put("alias", alias);
            plain.put("bitmaps", bitmaps.stream().map(BitmapAlias::toJsonValue).toList());
            return plain;
        }
    }

    /**
     * The alias of a dirty bitmap.
     *
     * @param name the name of the bitmap on this side
     * @param alias the name in the migration stream
     * @param transform the changes to apply on the destination; null for none
     */
    record BitmapAlias(String name, String alias, @Nullable Transform transform) {

        Map<String, Object> toJsonValue() {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("name", name);
            plain.put("alias", alias);
            if (transform != null) {
                plain.put("transform", transform.toJsonValue());
            }
            return plain;
        }
    }

    /**
     * QAPI's {@code BitmapMigrationBitmapAliasTransform}.
     *
     * @param persistent whether the bitmap is persistent on the destination; null keeps the setting of the source
     */
    record Transform(@Nullable Boolean persistent) {

        Map<String, Object> toJsonValue() {
            return persistent == null ? Map.of() : Map.of("persistent", persistent);
        }
    }
}

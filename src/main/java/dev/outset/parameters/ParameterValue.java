package dev.outset.parameters;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of a migration parameter in QEMU's own unit. Unset is the absence of a value, never a value. */
public sealed interface ParameterValue {

    /** The value in the plain types of JSON: {@link Boolean}, {@link BigInteger}, {@link String}, list or map. */
    Object plain();

    /**
     * An on or off.
     *
     * @param value whether it is on
     */
    record Bool(boolean value) implements ParameterValue {
        @Override
        public Object plain() {
            return value;
        }

        @Override
        public String toString() {
            return value ? "on" : "off";
        }
    }

    /**
     * An unsigned number of 64 bit.
     *
     * @param bits the number; to be read as unsigned
     */
    record Unsigned(long bits) implements ParameterValue {
        @Override
        public Object plain() {
            return bits >= 0 ? BigInteger.valueOf(bits) : new BigInteger(Long.toUnsignedString(bits));
        }

        @Override
        public String toString() {
            return Long.toUnsignedString(bits);
        }
    }

    /**
     * A string, or a member of an enumeration.
     *
     * @param value the text
     */
    record Text(String value) implements ParameterValue {
        @Override
        public Object plain() {
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
     * @param values the strings in order
     */
    record Strings(List<String> values) implements ParameterValue {
        public Strings {
            values = List.copyOf(values);
        }

        @Override
        public Object plain() {
            return values;
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /**
     * The names under which dirty bitmaps travel: QAPI's list of {@code BitmapMigrationNodeAlias}.
     *
     * @param nodes one entry a block node
     */
    record BitmapMapping(List<NodeAlias> nodes) implements ParameterValue {
        public BitmapMapping {
            nodes = List.copyOf(nodes);
        }

        @Override
        public Object plain() {
            return nodes.stream().map(NodeAlias::plain).toList();
        }

        @Override
        public String toString() {
            return plain().toString();
        }
    }

    /**
     * The alias of a block node and of its bitmaps.
     *
     * @param nodeName the node's name on this side
     * @param alias the name on the wire
     * @param bitmaps the node's bitmaps
     */
    record NodeAlias(String nodeName, String alias, List<BitmapAlias> bitmaps) {
        public NodeAlias {
            bitmaps = List.copyOf(bitmaps);
        }

        Map<String, Object> plain() {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("node-name", nodeName);
            plain.put("alias", alias);
            plain.put("bitmaps", bitmaps.stream().map(BitmapAlias::plain).toList());
            return plain;
        }
    }

    /**
     * The alias of a dirty bitmap.
     *
     * @param name the bitmap's name on this side
     * @param alias the name on the wire
     * @param transform what changes on the way, if anything
     */
    record BitmapAlias(String name, String alias, @Nullable Transform transform) {

        Map<String, Object> plain() {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("name", name);
            plain.put("alias", alias);
            if (transform != null) {
                plain.put("transform", transform.plain());
            }
            return plain;
        }
    }

    /**
     * QAPI's {@code BitmapMigrationBitmapAliasTransform}.
     *
     * @param persistent whether the bitmap is stored on the destination; null leaves it as it was
     */
    record Transform(@Nullable Boolean persistent) {

        Map<String, Object> plain() {
            return persistent == null ? Map.of() : Map.of("persistent", persistent);
        }
    }
}

package dev.outset.simulator.qapi;

import dev.outset.simulator.text.Numbers;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.Sizes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code qapi/qobject-input-visitor.c}: visits a tree in schema order and converts its leaves to values. In keyval form
 * every leaf is a string that is converted; in JSON form every leaf must have the type of the schema. Methods throw a
 * {@link QemuError} if a member is missing or not valid.
 */
public final class InputVisitor {

    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private static final BigInteger MIN_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);

    private final JsonNode root;

    private final @Nullable Sizes keyvalSizes;

    private final List<Frame> stack = new ArrayList<>();

    /** A container that is being visited, with its name in the enclosing container. */
    private static final class Frame {

        final JsonNode node;

        final @Nullable String name;

        final List<String> visited = new ArrayList<>();

        int index = -1;

        Frame(JsonNode node, @Nullable String name) {
            this.node = node;
            this.name = name;
        }
    }

    private InputVisitor(JsonNode root, @Nullable Sizes keyvalSizes) {
        this.root = root;
        this.keyvalSizes = keyvalSizes;
    }

    /** A visitor of a JSON tree. */
    public static InputVisitor json(JsonNode root) {
        return new InputVisitor(root, null);
    }

    /** A visitor of a keyval tree, with the size parser of the release. */
    public static InputVisitor keyval(ObjectNode root, Sizes sizes) {
        return new InputVisitor(root, sizes);
    }

    /** Whether a member is present; null selects the current list element. */
    public boolean has(@Nullable String name) {
        return peek(name) != null;
    }

    private @Nullable JsonNode peek(@Nullable String name) {
        if (stack.isEmpty()) {
            return root;
        }
        Frame top = stack.getLast();
        return name == null ? top.node.get(top.index) : top.node.get(name);
    }

    private JsonNode take(@Nullable String name) {
        JsonNode node = peek(name);
        if (node == null) {
            throw QemuError.generic("Parameter '" + path(name) + "' is missing");
        }
        if (name != null && !stack.isEmpty()) {
            stack.getLast().visited.add(name);
        }
        return node;
    }

    /** Enters an object; null selects the root or the current list element. */
    public void beginObject(@Nullable String name) {
        JsonNode node = take(name);
        if (!(node instanceof ObjectNode)) {
            throw wrongType(name, "object");
        }
        stack.add(new Frame(node, name));
    }

    /** Leaves an object; every member must have been visited. */
    public void endObject() {
        Frame top = stack.getLast();
        if (top.node.size() != top.visited.size()) {
            String key = UnvisitedOrder.first(top.node.propertyNames(), top.visited);
            throw QemuError.generic("Parameter '" + path(key) + "' is unexpected");
        }
        stack.removeLast();
    }

    /** Reads a list; the reader visits each element as the member with the name null. */
    public <T> List<T> list(@Nullable String name, Supplier<T> reader) {
        JsonNode node = take(name);
        if (!(node instanceof ArrayNode)) {
            throw wrongType(name, "array");
        }
        Frame frame = new Frame(node, name);
        stack.add(frame);
        List<T> elements = new ArrayList<>();
        for (frame.index = 0; frame.index < node.size(); frame.index++) {
            elements.add(reader.get());
        }
        stack.removeLast();
        return elements;
    }

    /** Reads a list of strings. */
    public List<String> strings(String name) {
        return list(name, () -> string(null));
    }

    /** Reads an unsigned 64-bit number; a negative number is taken modulo 2^64. */
    public long uint64(@Nullable String name) {
        JsonNode node = take(name);
        if (keyvalSizes == null) {
            return number(node, name);
        }
        Long value = Numbers.strtou64(leaf(node, name));
        if (value == null) {
            throw invalidValue(path(name), "integer");
        }
        return value;
    }

    private long number(JsonNode node, @Nullable String name) {
        if (node.isIntegralNumber()) {
            BigInteger value = node.bigIntegerValue();
            if (value.compareTo(MAX_UNSIGNED) <= 0 && value.compareTo(MIN_SIGNED) >= 0) {
                return value.longValue();
            }
        }
        throw invalidValue(path(name), "uint64");
    }

    /** Reads an unsigned number up to a maximum; the type appears in the error message. */
    public long uint(@Nullable String name, long maximum, String type) {
        long value = uint64(name);
        if (Long.compareUnsigned(value, maximum) > 0) {
            throw invalidValue(name == null ? "null" : name, type);
        }
        return value;
    }

    /** Reads a size in bytes. */
    public long size(@Nullable String name) {
        if (keyvalSizes == null) {
            return number(take(name), name);
        }
        Sizes.Result size = keyvalSizes.parse(leaf(take(name), name));
        if (size.status() != Sizes.Status.OK) {
            throw invalidValue(path(name), "size");
        }
        return size.value();
    }

    /** Reads a boolean. */
    public boolean bool(@Nullable String name) {
        JsonNode node = take(name);
        if (keyvalSizes == null) {
            if (!node.isBoolean()) {
                throw wrongType(name, "boolean");
            }
            return node.booleanValue();
        }
        Boolean value = QapiBool.parse(leaf(node, name));
        if (value == null) {
            throw invalidValue(path(name), "'on' or 'off'");
        }
        return value;
    }

    /** Reads a string. */
    public String string(@Nullable String name) {
        JsonNode node = take(name);
        if (keyvalSizes != null) {
            return leaf(node, name);
        }
        if (!node.isString()) {
            throw wrongType(name, "string");
        }
        return node.stringValue();
    }

    /** Reads QAPI's alternate {@code StrOrNull}; null for JSON null. */
    public @Nullable String stringOrNull(@Nullable String name) {
        JsonNode node = take(name);
        if (node.isNull()) {
            return null;
        }
        if (!node.isString()) {
            throw QemuError.generic(
                    "Invalid parameter type for '" + (name == null ? "null" : name) + "', expected: StrOrNull");
        }
        return node.stringValue();
    }

    /** Reads a member of an enumeration. */
    public String member(@Nullable String name, List<String> members) {
        String value = string(name);
        if (!members.contains(value)) {
            throw QemuError.generic(
                    "Parameter '" + (name == null ? "null" : name) + "' does not accept value '" + value + "'");
        }
        return value;
    }

    private String leaf(JsonNode node, @Nullable String name) {
        if (!node.isString()) {
            throw QemuError.generic("Parameters '" + path(name) + ".*' are unexpected");
        }
        return node.stringValue();
    }

    private static QemuError invalidValue(String name, String expected) {
        return QemuError.generic("Parameter '" + name + "' expects " + expected);
    }

    private QemuError wrongType(@Nullable String name, String expected) {
        return QemuError.generic("Invalid parameter type for '" + path(name) + "', expected: " + expected);
    }

    /** {@code full_name}: the path to a member, dotted, with list elements as {@code .n} or {@code [n]}. */
    private String path(@Nullable String name) {
        StringBuilder path = new StringBuilder();
        @Nullable String current = name;
        for (Frame frame : stack.reversed()) {
            if (frame.node instanceof ArrayNode) {
                path.insert(0, keyvalSizes == null ? "[" + frame.index + "]" : "." + frame.index);
            } else {
                path.insert(0, "." + (current == null ? "<anonymous>" : current));
            }
            current = frame.name;
        }
        if (current != null) {
            return path.insert(0, current).toString();
        }
        return path.isEmpty() ? "<anonymous>" : path.charAt(0) == '.' ? path.substring(1) : path.toString();
    }
}

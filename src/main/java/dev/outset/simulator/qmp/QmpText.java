package dev.outset.simulator.qmp;

import dev.outset.simulator.text.QDictOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code qobject/json-writer.c}: formats a message as QEMU does, with members in the order of its hash table. */
public final class QmpText {

    private static final int FIRST_PRINTABLE = 0x20;

    private static final int LAST_PRINTABLE = 0x7e;

    private QmpText() {}

    /** An object or array that is not completely written. */
    private static final class Open {

        private final Iterator<Member> members;

        private final char end;

        private String separator = "";

        Open(Stream<Member> members, char end) {
            this.members = members.iterator();
            this.end = end;
        }
    }

    /** A member of an object, or an array element without a name. */
    private record Member(@Nullable String name, JsonNode value) {}

    /** The message as one line without its line end. Not recursive, because clients can nest values deeply. */
    public static String of(JsonNode message) {
        StringBuilder out = new StringBuilder();
        Deque<Open> open = new ArrayDeque<>();
        begin(message, open, out);
        while (!open.isEmpty()) {
            proceed(open, out);
        }
        return out.toString();
    }

    private static void begin(JsonNode node, Deque<Open> open, StringBuilder out) {
        if (node.isObject()) {
            out.append('{');
            open.push(new Open(
                    QDictOrder.of(node.propertyNames()).stream().map(name -> new Member(name, node.get(name))), '}'));
        } else if (node.isArray()) {
            out.append('[');
            open.push(new Open(node.valueStream().map(element -> new Member(null, element)), ']'));
        } else if (node.isString()) {
            quote(node.stringValue(), out);
        } else if (node.isFloatingPointNumber()) {
            out.append(CDouble.format(node.doubleValue()));
        } else {
            out.append(node.asString(""));
        }
    }

    private static void proceed(Deque<Open> open, StringBuilder out) {
        Open top = open.getFirst();
        if (!top.members.hasNext()) {
            out.append(top.end);
            open.pop();
            return;
        }
        Member member = top.members.next();
        out.append(top.separator);
        top.separator = ", ";
        if (member.name() != null) {
            quote(member.name(), out);
            out.append(": ");
        }
        begin(member.value(), open, out);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> character(c, out);
            }
        }
        out.append('"');
    }

    /** Characters other than printable ASCII are escaped as UTF-16 code units. */
    private static void character(char c, StringBuilder out) {
        if (c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE) {
            out.append(c);
        } else {
            out.append("\\u");
            String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
            out.append("0".repeat(4 - hex.length())).append(hex);
        }
    }
}

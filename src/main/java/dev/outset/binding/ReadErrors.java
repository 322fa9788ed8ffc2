package dev.outset.binding;

import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Collects the faults of one body. */
final class ReadErrors {

    private final List<Violation> found = new ArrayList<>();

    private final int limit;

    private int unlisted;

    ReadErrors(int limit) {
        this.limit = limit;
    }

    void add(String pointer, String rule, String message, String action) {
        if (found.size() < limit) {
            found.add(Violation.error(pointer, rule, message, action));
        } else {
            unlisted++;
        }
    }

    void wrongType(String pointer, String expected, JsonNode got) {
        add(pointer, "type", "Expected " + expected + ", got " + describe(got), "Send " + expected);
    }

    /** Everything that was found; what is beyond the limit as one number. */
    Violations all() {
        if (unlisted == 0) {
            return new Violations(found);
        }
        List<Violation> all = new ArrayList<>(found);
        all.add(Violations.more(unlisted));
        return new Violations(all);
    }

    /** A pointer to a member or element, escaped after RFC 6901. */
    static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "a list";
            case STRING -> "the string '" + abbreviated(node.asString()) + "'";
            case NUMBER -> "the number " + abbreviated(node.toString());
            case BOOLEAN -> node.toString();
            case NULL, MISSING -> "null";
            case BINARY -> "bytes";
        };
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}

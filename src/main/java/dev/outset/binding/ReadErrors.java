package dev.outset.binding;

import dev.outset.violation.Abbreviation;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Collects the errors of one request body, up to a limit. */
final class ReadErrors {

    private final List<Violation> errors = new ArrayList<>();

    private final int limit;

    private int omitted;

    ReadErrors(int limit) {
        this.limit = limit;
    }

    void add(String pointer, String rule, String message, String action) {
        if (errors.size() < limit) {
            errors.add(Violation.error(pointer, rule, message, action));
        } else {
            omitted++;
        }
    }

    void wrongType(String pointer, String expected, JsonNode actual) {
        add(pointer, "type", "Expected " + expected + ", got " + describe(actual), "Send " + expected);
    }

    /** All errors; those beyond the limit are only counted. */
    Violations all() {
        if (omitted == 0) {
            return new Violations(errors);
        }
        List<Violation> all = new ArrayList<>(errors);
        all.add(Violations.omitted(omitted));
        return new Violations(all);
    }

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "a list";
            case STRING -> "the string '" + Abbreviation.of(node.asString(), 61) + "'";
            case NUMBER -> "the number " + Abbreviation.of(node.toString(), 61);
            case BOOLEAN -> node.toString();
            case NULL, MISSING -> "null";
            case BINARY -> "bytes";
        };
    }
}

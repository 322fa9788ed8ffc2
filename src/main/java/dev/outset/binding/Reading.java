package dev.outset.binding;

import dev.outset.violation.Abbreviation;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One pass over a JSON document: its limits and constraints, and the errors found, up to a limit. */
final class Reading {

    private final List<Violation> errors = new ArrayList<>();

    private final ReadLimits limits;

    private final @Nullable ConstraintChecks constraints;

    private int omitted;

    /**
     * A reading.
     *
     * @param limits the limits
     * @param constraints checks Bean Validation constraints; null for data that has already been validated
     */
    Reading(ReadLimits limits, @Nullable ConstraintChecks constraints) {
        this.limits = limits;
        this.constraints = constraints;
    }

    @Nullable ConstraintChecks constraints() {
        return constraints;
    }

    void add(Place place, String rule, String message, String action) {
        if (errors.size() < limits.maxErrors()) {
            errors.add(Violation.error(place.pointer(), rule, message, action));
        } else {
            omitted++;
        }
    }

    /** Reports a wrong type; returns null, the value of invalid JSON. */
    @Nullable Object wrongType(Place place, String expected, JsonNode actual) {
        add(place, "type", "Expected " + expected + ", got " + describe(actual), "Send " + expected);
        return null;
    }

    /** Reports what a constructor or creator refused; returns null, the value of invalid JSON. */
    @Nullable Object refused(Place place, IllegalArgumentException refusal, String action) {
        String message = String.valueOf(refusal.getMessage());
        if (refusal instanceof InvalidValueException invalid) {
            add(place, invalid.rule(), message, invalid.action());
        } else {
            add(place, "format", message, action);
        }
        return null;
    }

    /** Whether a list or object has more entries than the reader and its type allow; reports it. */
    boolean isTooLong(JsonNode node, int maxEntries, Place place) {
        int limit = Math.min(maxEntries, limits.maxEntries());
        if (node.size() <= limit) {
            return false;
        }
        add(place, "size", "There are " + node.size() + " entries; the limit is " + limit, "Send at most " + limit);
        return true;
    }

    /** All errors; those beyond the limit are only counted. */
    Violations violations() {
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

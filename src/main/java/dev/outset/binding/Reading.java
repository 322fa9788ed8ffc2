package dev.outset.binding;

import dev.outset.violation.Abbreviation;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One pass over a JSON document: its limits and constraints, and the errors found, up to a limit. */
final class Reading {

    private final List<Violation> errors = new ArrayList<>();

    private final ReadLimits limits;

    private final @Nullable ConstraintChecks constraints;

    private final boolean ignoresUnknown;

    private final Set<String> unread = new HashSet<>();

    private final Map<String, List<Integer>> positions = new HashMap<>();

    private int omitted;

    /**
     * A reading.
     *
     * @param limits the limits
     * @param constraints checks Bean Validation constraints; null for data that has already been validated
     * @param ignoresUnknown whether unknown members are not errors
     */
    Reading(ReadLimits limits, @Nullable ConstraintChecks constraints, boolean ignoresUnknown) {
        this.limits = limits;
        this.constraints = constraints;
        this.ignoresUnknown = ignoresUnknown;
    }

    @Nullable ConstraintChecks constraints() {
        return constraints;
    }

    boolean ignoresUnknown() {
        return ignoresUnknown;
    }

    /** Reports a member that the type does not have. */
    void unknown(Place place, String message, String action) {
        report(place, "unknown-field", message, action);
    }

    void add(Place place, String rule, String message, String action) {
        skip(place);
        report(place, rule, message, action);
    }

    /** Notes that a part is replaced by its default, or dropped. */
    void skip(Place place) {
        unread.add(place.pointer());
    }

    /** Returns a list without its invalid elements, which are null. */
    List<?> complete(List<?> sparse, Place place) {
        if (!sparse.contains(null)) {
            return List.copyOf(sparse);
        }
        positions.put(
                place.pointer(),
                IntStream.range(0, sparse.size())
                        .filter(i -> sparse.get(i) != null)
                        .boxed()
                        .toList());
        return sparse.stream().filter(Objects::nonNull).toList();
    }

    private void report(Place place, String rule, String message, String action) {
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

    /**
     * Reports what a constructor or creator refused, unless a part of the value was not valid; returns null, the value
     * of invalid JSON.
     */
    @Nullable Object refused(Place place, IllegalArgumentException refusal, String action) {
        String part = place.pointer() + "/";
        if (unread.stream().anyMatch(pointer -> pointer.startsWith(part))) {
            return null;
        }
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

    /** The parts that are not valid. */
    UnreadParts unread() {
        return unread.isEmpty() ? UnreadParts.none() : new UnreadParts(unread, positions);
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

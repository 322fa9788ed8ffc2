package dev.outset.violation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The violations found in one request.
 *
 * @param all the errors and warnings, in the order in which they were found
 */
public record Violations(List<Violation> all) {

    /** The maximum number of characters of all violations in one response; further ones are only counted. */
    public static final int MAX_CHARACTERS = 1 << 18;

    private static final String MORE = "more";

    private static final Violations NONE = new Violations(List.of());

    public Violations {
        all = List.copyOf(all);
    }

    /** No violations. */
    public static Violations none() {
        return NONE;
    }

    /** These violations and others, errors first. */
    public Violations mergedWith(Violations others) {
        List<Violation> joined = new ArrayList<>(all);
        joined.addAll(others.all);
        joined.sort(Comparator.comparing(Violation::severity));
        return new Violations(joined);
    }

    /** These violations with pointers that start with a prefix. */
    public Violations within(String prefix) {
        return map(found -> found.with(prefix + found.pointer(), found.message()));
    }

    /** These violations with other pointers, also in the messages. */
    public Violations withPointers(UnaryOperator<String> pointers) {
        return map(found -> found.with(pointers.apply(found.pointer()), pointers.apply(found.message())));
    }

    private Violations map(UnaryOperator<Violation> change) {
        return new Violations(all.stream().map(change).toList());
    }

    /** Those violations that match a condition. */
    public Violations filter(Predicate<Violation> condition) {
        return new Violations(all.stream().filter(condition).toList());
    }

    /** These violations without duplicates: errors first, each in the order of their pointers. */
    public Violations ordered() {
        return new Violations(all.stream()
                .distinct()
                .sorted(Comparator.comparing(Violation::severity)
                        // The number of omitted violations comes last.
                        .thenComparing(violation -> violation.rule().equals(MORE))
                        .thenComparing(Violation::pointer, JsonPointer.ORDER))
                .toList());
    }

    /**
     * Truncates a list of violations; a final violation contains the number of omitted ones.
     *
     * @param found the violations
     * @param count the maximum number of violations
     * @param characters the maximum total length, in characters
     */
    public static List<Violation> truncated(List<Violation> found, int count, int characters) {
        int listed = 0;
        for (int remaining = characters; listed < Math.min(count, found.size()); listed++) {
            remaining -= found.get(listed).length();
            if (remaining < 0) {
                break;
            }
        }
        if (listed == found.size()) {
            return found;
        }
        List<Violation> result = new ArrayList<>(found.subList(0, listed));
        Violation last = found.getLast();
        boolean isCounted = last.rule().equals(MORE);
        int others = found.size() - listed - (isCounted ? 1 : 0);
        if (others > 0) {
            result.add(omitted(others, last.severity()));
        }
        if (isCounted) {
            result.add(last);
        }
        return result;
    }

    /** The total length of violations, in characters. */
    public static int totalLength(List<Violation> violations) {
        return violations.stream().mapToInt(Violation::length).sum();
    }

    /** Creates a violation that contains the number of omitted ones. */
    public static Violation omitted(int count) {
        return omitted(count, Violation.Severity.ERROR);
    }

    private static Violation omitted(int count, Violation.Severity severity) {
        return new Violation(
                "",
                MORE,
                severity,
                "There are " + count + " more violations",
                "Correct the listed violations first, or increase the setting outset.api.max-violations",
                null);
    }

    /** The violations that fit in one response. */
    public static List<Violation> truncated(List<Violation> found) {
        return truncated(found, Integer.MAX_VALUE, MAX_CHARACTERS);
    }

    /** The errors, which cause the request to be rejected. */
    public List<Violation> errors() {
        return all.stream().filter(Violation::isError).toList();
    }

    /** The warnings. */
    public List<Violation> warnings() {
        return all.stream().filter(violation -> !violation.isError()).toList();
    }

    /** Whether there is an error, so that the request is rejected. */
    public boolean hasErrors() {
        return all.stream().anyMatch(Violation::isError);
    }
}

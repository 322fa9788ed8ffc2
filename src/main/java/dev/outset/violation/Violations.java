package dev.outset.violation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Everything that was found in one request.
 *
 * @param all errors and warnings in the order they were found
 */
public record Violations(List<Violation> all) {

    private static final String MORE = "more";

    private static final Violations NONE = new Violations(List.of());

    public Violations {
        all = List.copyOf(all);
    }

    /** Nothing found. */
    public static Violations none() {
        return NONE;
    }

    /** These and others, errors first. */
    public Violations and(Violations others) {
        List<Violation> joined = new ArrayList<>(all);
        joined.addAll(others.all);
        joined.sort(Comparator.comparing(Violation::severity));
        return new Violations(joined);
    }

    /**
     * As many as may be listed, in their order; the others as one violation that counts them.
     *
     * @param found what was found
     * @param count how many may be listed
     * @param characters how many characters they may have together
     */
    public static List<Violation> listed(List<Violation> found, int count, int characters) {
        int listed = 0;
        for (int left = characters; listed < Math.min(count, found.size()); listed++) {
            left -= found.get(listed).characters();
            if (left < 0) {
                break;
            }
        }
        if (listed == found.size()) {
            return found;
        }
        List<Violation> some = new ArrayList<>(found.subList(0, listed));
        Violation last = found.getLast();
        boolean isCounted = last.rule().equals(MORE);
        int others = found.size() - listed - (isCounted ? 1 : 0);
        if (others > 0) {
            some.add(more(others, last.severity()));
        }
        if (isCounted) {
            some.add(last);
        }
        return some;
    }

    /** How many characters violations have together. */
    public static int characters(List<Violation> violations) {
        return violations.stream().mapToInt(Violation::characters).sum();
    }

    /** Says of how many violations nothing else is said. */
    public static Violation more(int count) {
        return more(count, Violation.Severity.ERROR);
    }

    private static Violation more(int count, Violation.Severity severity) {
        return new Violation(
                "",
                MORE,
                severity,
                "There are " + count + " more violations",
                "Correct those that are listed first, or raise the setting outset.api.max-violations",
                null);
    }

    /** Those that refuse the request. */
    public List<Violation> errors() {
        return all.stream().filter(Violation::isError).toList();
    }

    /** Those that do not. */
    public List<Violation> warnings() {
        return all.stream().filter(violation -> !violation.isError()).toList();
    }

    /** Whether the request is refused. */
    public boolean hasErrors() {
        return all.stream().anyMatch(Violation::isError);
    }
}

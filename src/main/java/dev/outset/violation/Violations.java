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

package dev.outset.api.http;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads query parameters of the form key=value, such as {@code label}, which may be repeated. */
public final class LabelFilter {

    private LabelFilter() {}

    /**
     * Parses the label filters.
     *
     * @param filters the filters as key=value; null for none
     * @throws InvalidRequestException if a filter does not have this form
     */
    public static Map<String, String> read(@Nullable List<String> filters) {
        List<Violation> violations = new ArrayList<>();
        Map<String, String> labels = pairs("label", "team=db", filters, violations);
        InvalidRequestException.throwIfErrors(new Violations(violations));
        return labels;
    }

    /**
     * Parses filters of the form key=value.
     *
     * @param parameter the query parameter
     * @param example an example of a filter
     * @param filters the filters; null for none
     * @param violations receives the filters that do not have this form
     */
    public static Map<String, String> pairs(
            String parameter, String example, @Nullable List<String> filters, List<Violation> violations) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : filters == null ? List.<String>of() : filters) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                violations.add(Violation.error(
                        parameter,
                        "format",
                        "'" + pair + "' is not a valid " + parameter + " filter",
                        "Use %s=key=value, for example %s=%s".formatted(parameter, parameter, example)));
            } else {
                pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return pairs;
    }
}

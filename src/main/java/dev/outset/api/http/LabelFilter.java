package dev.outset.api.http;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the query parameter {@code label}, which may be repeated. */
public final class LabelFilter {

    private LabelFilter() {}

    /**
     * Parses the label filters.
     *
     * @param filters the filters as key=value; null for none
     * @throws InvalidRequestException if a filter does not have this form
     */
    public static Map<String, String> read(@Nullable List<String> filters) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : filters == null ? List.<String>of() : filters) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw new InvalidRequestException(Violation.error(
                        "label",
                        "format",
                        "'" + label + "' is not a valid label filter",
                        "Use label=key=value, for example label=team=db"));
            }
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }
}

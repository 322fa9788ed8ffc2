package dev.outset.api.http;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the query parameter {@code label}, which may be repeated. */
public final class LabelFilter {

    private LabelFilter() {}

    /**
     * The labels that are asked for.
     *
     * @param given each as key=value; null for none
     * @throws InvalidRequestException if one has another form
     */
    public static Map<String, String> read(@Nullable List<String> given) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String label : given == null ? List.<String>of() : given) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw new InvalidRequestException(new Violations(List.of(Violation.error(
                        "label", "format", "'" + label + "' is no label", "Write label=key=value, as label=team=db"))));
            }
            wanted.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return wanted;
    }
}

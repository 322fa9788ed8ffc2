package dev.outset.api.problem;

import dev.outset.violation.JsonPointer;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.Map;

/** Reports the labels that a request must set to stay within the label scope of the caller. */
public final class ScopeViolations {

    private ScopeViolations() {}

    /**
     * One violation per missing label.
     *
     * @param pointer the JSON pointer of the labels
     * @param missing the missing labels and the values they must have
     */
    public static Violations of(String pointer, Map<String, String> missing) {
        return new Violations(missing.entrySet().stream()
                .map(label -> Violation.error(
                        JsonPointer.child(pointer, label.getKey()),
                        "reach",
                        "VMs in your label scope must have the label " + label.getKey() + "=" + label.getValue(),
                        "Set the label " + label.getKey() + " to " + label.getValue()))
                .toList());
    }
}

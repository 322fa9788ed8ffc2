package dev.outset.api.problem;

import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.Map;

/** Labels that something needs so that whoever calls may touch it, as violations. */
public final class ScopeViolations {

    private ScopeViolations() {}

    /** One violation for each label that is missing. */
    public static Violations of(Map<String, String> missing) {
        return new Violations(missing.entrySet().stream()
                .map(label -> Violation.error(
                        "/labels/" + label.getKey().replace("~", "~0").replace("/", "~1"),
                        "reach",
                        "You may touch only VMs with the label " + label.getKey() + "=" + label.getValue(),
                        "Set the label " + label.getKey() + " to " + label.getValue()))
                .toList());
    }
}

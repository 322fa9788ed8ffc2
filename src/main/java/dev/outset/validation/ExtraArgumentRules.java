package dev.outset.validation;

import java.util.List;

/** Further arguments are for services that are set up to allow them. */
final class ExtraArgumentRules {

    private ExtraArgumentRules() {}

    static List<Rule> refused() {
        return List.of(new Rule("extra-arguments", (subject, findings) -> {
            if (!subject.spec().extraArguments().isEmpty()) {
                findings.error(
                        "/extraArguments",
                        "This service does not allow further arguments for QEMU",
                        "Leave them out, or ask the operator to allow them");
            }
        }));
    }
}

package dev.outset.validation;

import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;
import java.util.regex.Pattern;

/** Further arguments are for services that are set up to allow them, and carry no secrets even there. */
final class ExtraArgumentRules {

    /** A password, other than the switch of a display of that name; as members between commas or as JSON. */
    private static final Pattern PASSWORD =
            Pattern.compile("(^|[,.])password=(?!(on|off|yes|no|true|false)(,|$))" + "|\"password\"\\s*:\\s*\"");

    /** The data of a secret. */
    private static final Pattern SECRET =
            Pattern.compile("(^|=)secret(_keyring)?,(.*,)?data=|\"qom-type\"\\s*:\\s*\"secret\".*\"data\"\\s*:"
                    + "|\"data\"\\s*:.*\"qom-type\"\\s*:\\s*\"secret\"");

    private ExtraArgumentRules() {}

    static List<Rule> all() {
        return List.of(new Rule("no-secret", ExtraArgumentRules::secrets));
    }

    private static void secrets(ValidationContext subject, ViolationCollector findings) {
        List<String> arguments = subject.spec().extraArguments();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (PASSWORD.matcher(argument).find() || SECRET.matcher(argument).find()) {
                // Its text is not repeated: problems are shown and logged.
                findings.error(
                        "/extraArguments/" + i,
                        "The argument holds a secret, which everybody could read from the command line",
                        "Put the secret into a file and name it under security.secrets, then refer to its id");
            }
        }
    }

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

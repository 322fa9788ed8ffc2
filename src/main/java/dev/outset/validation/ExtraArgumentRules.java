package dev.outset.validation;

import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;
import java.util.regex.Pattern;

/** Additional arguments require a service that allows them, and must not contain secrets even then. */
final class ExtraArgumentRules {

    /** A password, as key=value or JSON; not the boolean {@code password} option of a display. */
    private static final Pattern PASSWORD =
            Pattern.compile("(^|[,.])password=(?!(on|off|yes|no|true|false)(,|$))" + "|\"password\"\\s*:\\s*\"");

    /** The {@code data} of a secret object, as key=value or JSON. */
    private static final Pattern SECRET =
            Pattern.compile("(^|=)secret(_keyring)?,(.*,)?data=|\"qom-type\"\\s*:\\s*\"secret\".*\"data\"\\s*:"
                    + "|\"data\"\\s*:.*\"qom-type\"\\s*:\\s*\"secret\"");

    private ExtraArgumentRules() {}

    static List<Rule> all() {
        return List.of(new Rule("no-secret", ExtraArgumentRules::secrets));
    }

    private static void secrets(ValidationContext context, ViolationCollector findings) {
        List<String> arguments = context.spec().extraArguments();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (PASSWORD.matcher(argument).find() || SECRET.matcher(argument).find()) {
                // The message does not contain the argument, because messages are shown and logged.
                findings.error(
                        "/extraArguments/" + i,
                        "The argument contains a secret, which would be visible on the command line",
                        "Put the secret into a file, add the file to security.secrets, and refer to its id");
            }
        }
    }

    /** The rule that rejects all additional arguments. */
    static List<Rule> disallowed() {
        return List.of(new Rule("extra-arguments", (context, findings) -> {
            if (!context.spec().extraArguments().isEmpty()) {
                findings.error(
                        "/extraArguments",
                        "This service does not allow additional QEMU arguments",
                        "Remove them, or ask the operator to allow them");
            }
        }));
    }
}

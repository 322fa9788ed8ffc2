package dev.outset.violation;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, or worth a hint, in what a user sent.
 *
 * @param pointer the JSON pointer of the field in the request body
 * @param rule the id of the rule
 * @param severity whether it refuses the request
 * @param message what is wrong, with the value and the allowed ones
 * @param action what to do
 * @param qemu QEMU's own text; null where QEMU has none
 */
public record Violation(
        String pointer,
        String rule,
        Severity severity,
        String message,
        String action,
        @Nullable String qemu) {

    /** No pointer or text has more: what was sent may stand in it, and as often as rules speak of it. */
    private static final int CHARACTERS = 2_000;

    public Violation {
        pointer = abbreviated(pointer);
        message = abbreviated(message);
        action = abbreviated(action);
        qemu = qemu == null ? null : abbreviated(qemu);
    }

    private static String abbreviated(String text) {
        if (text.length() <= CHARACTERS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(CHARACTERS - 2)) ? CHARACTERS - 2 : CHARACTERS - 1;
        return text.substring(0, end) + "…";
    }

    /** How many characters it has. */
    int characters() {
        return pointer.length() + message.length() + action.length() + (qemu == null ? 0 : qemu.length());
    }

    /** Whether a violation refuses the request. */
    public enum Severity {
        ERROR,
        WARNING;

        @Override
        public String toString() {
            return this == ERROR ? "error" : "warning";
        }
    }

    /** An error without a text of QEMU's. */
    public static Violation error(String pointer, String rule, String message, String action) {
        return new Violation(pointer, rule, Severity.ERROR, message, action, null);
    }

    /** A warning without a text of QEMU's. */
    public static Violation warning(String pointer, String rule, String message, String action) {
        return new Violation(pointer, rule, Severity.WARNING, message, action, null);
    }

    /** The same with QEMU's own text. */
    public Violation withQemu(String text) {
        return new Violation(pointer, rule, severity, message, action, text);
    }

    /** The same one level further down in a body. */
    public Violation below(String prefix) {
        return new Violation(prefix + pointer, rule, severity, message, action, qemu);
    }

    /** Whether it refuses the request. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }
}

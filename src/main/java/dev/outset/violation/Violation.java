package dev.outset.violation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A violation or a warning about the content of a request.
 *
 * @param pointer the JSON pointer of the field, or the name of a query parameter or header
 * @param rule the id of the rule that was violated
 * @param severity whether the request is rejected
 * @param message what is wrong
 * @param action how to fix it
 * @param qemu QEMU's own error message; null if QEMU has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Violation(
        @Schema(example = "/spec/migration/early/multifd-channels")
        String pointer,

        @Schema(example = "range") String rule,
        @JsonIgnore Severity severity,
        String message,
        String action,
        @Nullable String qemu) {

    /** The maximum length of a pointer or text, since it may contain parts of the request. */
    private static final int MAX_LENGTH = 2_000;

    /** Creates a violation and truncates its pointer and texts to 2,000 characters each. */
    public Violation {
        pointer = Abbreviation.of(pointer, MAX_LENGTH);
        message = Abbreviation.of(message, MAX_LENGTH);
        action = Abbreviation.of(action, MAX_LENGTH);
        qemu = qemu == null ? null : Abbreviation.of(qemu, MAX_LENGTH);
    }

    /** The total length of the texts, in characters. */
    int length() {
        return pointer.length() + message.length() + action.length() + (qemu == null ? 0 : qemu.length());
    }

    /** Whether a violation causes the request to be rejected. */
    public enum Severity {
        ERROR,
        WARNING;

        @Override
        public String toString() {
            return this == ERROR ? "error" : "warning";
        }
    }

    /** Creates an error without a QEMU text. */
    public static Violation error(String pointer, String rule, String message, String action) {
        return new Violation(pointer, rule, Severity.ERROR, message, action, null);
    }

    /** Creates a warning without a QEMU text. */
    public static Violation warning(String pointer, String rule, String message, String action) {
        return new Violation(pointer, rule, Severity.WARNING, message, action, null);
    }

    /** A copy with another pointer and message. */
    Violation with(String otherPointer, String otherMessage) {
        return new Violation(otherPointer, rule, severity, otherMessage, action, qemu);
    }

    /** A copy with a QEMU text. */
    public Violation withQemu(String text) {
        return new Violation(pointer, rule, severity, message, action, text);
    }

    /** Whether it causes the request to be rejected. */
    @JsonIgnore
    public boolean isError() {
        return severity == Severity.ERROR;
    }
}

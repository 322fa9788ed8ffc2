package dev.outset.migration.plan.compatibility;

import org.jspecify.annotations.Nullable;

/**
 * A finding about a planned migration.
 *
 * @param rule the id of the rule that reports it
 * @param severity {@code error} or {@code warning}
 * @param side the side to change
 * @param pointer the JSON pointer of the field in that side's definition
 * @param releases the QEMU releases that the rule applies to; those of source and destination if they differ
 * @param outcome the outcome that it causes; {@code ok} if it does not stop the migration
 * @param message what happens and why
 * @param qemu QEMU's own error message; null if it reports none
 * @param change what to change
 */
public record Finding(
        String rule,
        Severity severity,
        Side side,
        String pointer,
        String releases,
        CompatibilityOutcome outcome,
        String message,
        @Nullable String qemu,
        String change) {

    /** The severity of a finding. */
    public enum Severity {
        ERROR,
        WARNING;

        @Override
        public String toString() {
            return this == ERROR ? "error" : "warning";
        }
    }
}

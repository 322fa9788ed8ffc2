package dev.outset.migration.compatibility;

import dev.outset.migration.endpoint.Side;
import org.jspecify.annotations.Nullable;

/**
 * Something about a migration that is worth knowing before it starts.
 *
 * @param rule the id of the rule
 * @param severity {@code error} or {@code warning}
 * @param side on which side something has to change
 * @param pointer the JSON pointer of the field in that side's definition
 * @param releases the releases of QEMU that the rule holds for; of source and destination where they differ
 * @param outcome what becomes of a migration because of it; {@code ok} where it goes on
 * @param message what happens and why
 * @param qemu QEMU's own text; null where it has none
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

    /** How much it matters. */
    public enum Severity {
        ERROR,
        WARNING;

        @Override
        public String toString() {
            return this == ERROR ? "error" : "warning";
        }
    }
}

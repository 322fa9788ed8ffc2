package dev.outset.migration.compatibility;

import dev.outset.migration.endpoint.Side;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a migration.
 *
 * @param outcome in a word
 * @param side who refuses; null unless something is refused
 * @param message QEMU's text of the refusal; null unless something is refused
 */
public record CompatibilityVerdict(
        CompatibilityOutcome outcome,
        @Nullable Side side,
        @Nullable String message) {

    public static CompatibilityVerdict of(CompatibilityOutcome outcome) {
        return new CompatibilityVerdict(outcome, null, null);
    }

    public static CompatibilityVerdict refused(Side side, String message) {
        return new CompatibilityVerdict(CompatibilityOutcome.REFUSED, side, message);
    }
}

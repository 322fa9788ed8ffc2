package dev.outset.migration.plan.compatibility;

import org.jspecify.annotations.Nullable;

/**
 * The predicted outcome of a migration, with the refusal if there is one.
 *
 * @param outcome the outcome
 * @param side the side that refuses; null unless something is refused
 * @param message QEMU's error message, or why this service refuses; null unless something is refused
 */
public record CompatibilityVerdict(
        CompatibilityOutcome outcome,
        @Nullable Side side,
        @Nullable String message) {

    /** Returns a verdict without a refusal. */
    public static CompatibilityVerdict of(CompatibilityOutcome outcome) {
        return new CompatibilityVerdict(outcome, null, null);
    }

    /** Returns the verdict that one side refuses with a message. */
    public static CompatibilityVerdict refused(Side side, String message) {
        return new CompatibilityVerdict(CompatibilityOutcome.REFUSED, side, message);
    }
}

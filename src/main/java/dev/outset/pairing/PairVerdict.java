package dev.outset.pairing;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a migration.
 *
 * @param outcome in a word
 * @param side who refuses; null unless something is refused
 * @param message QEMU's text of the refusal; null unless something is refused
 */
public record PairVerdict(
        PairOutcome outcome, @Nullable Side side, @Nullable String message) {

    static PairVerdict of(PairOutcome outcome) {
        return new PairVerdict(outcome, null, null);
    }

    static PairVerdict refused(Side side, String message) {
        return new PairVerdict(PairOutcome.REFUSED, side, message);
    }
}

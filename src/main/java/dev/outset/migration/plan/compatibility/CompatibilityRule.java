package dev.outset.migration.plan.compatibility;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule about a source and a destination: a row of {@code compatibility/rules.json}. The rows are in evaluation order:
 * the first matching rule that stops the migration decides the outcome.
 *
 * @param id the id of the rule
 * @param sources the releases of the source that the rule applies to
 * @param destinations the releases of the destination that the rule applies to
 * @param when the conditions, all of which must hold
 * @param outcome the outcome of the migration; {@link CompatibilityOutcome#OK} if the rule does not stop it
 * @param error whether its finding is an error instead of a warning
 * @param side the side to change
 * @param about the capability or parameter, or a JSON pointer into the definition
 * @param message what happens and why; {@code %source%} and {@code %destination%} are replaced by the values of each
 *     side
 * @param qemu QEMU's own error message; null if it reports none
 * @param change what to change
 */
public record CompatibilityRule(
        String id,
        ReleaseRange sources,
        ReleaseRange destinations,
        List<RuleTrigger> when,
        CompatibilityOutcome outcome,
        boolean error,
        Side side,
        String about,
        String message,
        @Nullable String qemu,
        String change) {

    public CompatibilityRule {
        when = List.copyOf(when);
    }

    /** Returns whether the rule applies to a pair. */
    public boolean appliesTo(EndpointPair pair) {
        return sources.contains(pair.source().catalogue().version())
                && destinations.contains(pair.destination().catalogue().version())
                && pair.all(when);
    }

    /** Returns the releases of the source and, if they differ, of the destination. */
    String releases() {
        return sources.equals(destinations) ? sources.toString() : sources + " to " + destinations;
    }
}

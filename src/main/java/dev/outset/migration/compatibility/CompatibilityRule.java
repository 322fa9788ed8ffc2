package dev.outset.migration.compatibility;

import dev.outset.migration.endpoint.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule about two ends: a row of {@code compatibility/rules.json}. The rows stand in the order in which a migration meets
 * them, so the first one that stops it decides.
 *
 * @param id its id
 * @param sources the releases of the source that it holds for
 * @param destinations the releases of the destination that it holds for
 * @param when it applies when every one of these holds
 * @param outcome what becomes of the migration; {@link CompatibilityOutcome#OK} for what goes on
 * @param error whether it is more than a hint
 * @param side on which side something has to change
 * @param about the capability or parameter, or a JSON pointer into the definition
 * @param message what happens and why; {@code %source%} and {@code %destination%} stand for what each end has
 * @param qemu QEMU's own text; null where it has none
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

    /** Whether it applies to a pair. */
    public boolean appliesTo(EndpointPair pair) {
        return sources.contains(pair.source().catalogue().version())
                && destinations.contains(pair.destination().catalogue().version())
                && pair.all(when);
    }

    /** The releases of the side that has to change, and of the other where they matter. */
    String releases() {
        return sources.equals(destinations) ? sources.toString() : sources + " to " + destinations;
    }
}

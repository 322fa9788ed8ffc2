package dev.outset.catalogue.rule;

import dev.outset.binding.Default;
import java.util.List;

/**
 * A rule that QEMU checks when a transport is selected ({@code migration/migration.c:
 * migration_channels_and_transport_compatible}).
 *
 * @param id the id of the rule
 * @param when the conditions; the rule is violated if all of them hold
 * @param text the QEMU error
 * @param incomingOnly whether only the destination checks it
 */
public record TransportRule(
        String id,
        List<RuleCondition> when,
        String text,
        @Default("false") boolean incomingOnly) {
    public TransportRule {
        when = List.copyOf(when);
    }
}

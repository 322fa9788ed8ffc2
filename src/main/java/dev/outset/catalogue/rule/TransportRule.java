package dev.outset.catalogue.rule;

import java.util.List;

/**
 * A rule that QEMU checks when a transport is chosen ({@code migration/migration.c:
 * migration_channels_and_transport_compatible}).
 *
 * @param id the id of the rule
 * @param when the rule is violated when every one of these holds
 * @param text QEMU's text
 * @param incomingOnly whether only the incoming side checks it
 */
public record TransportRule(String id, List<RuleCondition> when, String text, boolean incomingOnly) {
    public TransportRule {
        when = List.copyOf(when);
    }
}

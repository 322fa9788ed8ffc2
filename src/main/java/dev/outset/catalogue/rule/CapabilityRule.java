package dev.outset.catalogue.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of {@code migrate_caps_check}; QEMU runs them in catalogue order and refuses at the first violated one.
 *
 * @param id the id of the rule
 * @param warning whether QEMU only prints the text and goes on
 * @param when the rule is violated when every one of these holds
 * @param text QEMU's text; {@code %s} stands for the capability that {@link RuleCondition.AnyCapabilityOf} found
 * @param hint a second line that QEMU prints on a terminal; null for none
 */
public record CapabilityRule(
        String id,
        boolean warning,
        List<RuleCondition> when,
        String text,
        @Nullable String hint) {
    public CapabilityRule {
        when = List.copyOf(when);
    }
}

package dev.outset.catalogue.rule;

import dev.outset.binding.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of {@code migrate_caps_check}; QEMU evaluates the rules in catalogue order and fails on the first violation.
 *
 * @param id the id of the rule
 * @param warning whether QEMU only prints a warning and continues
 * @param when the conditions; the rule is violated if all of them hold
 * @param text the text printed by QEMU; {@code %s} is replaced by the capability matched by {@link
 *     RuleCondition.AnyCapabilityOf}
 * @param hint a second line that QEMU prints on a terminal; null if none
 */
public record CapabilityRule(
        String id,
        @Default("false") boolean warning,
        List<RuleCondition> when,
        String text,
        @Nullable String hint) {
    public CapabilityRule {
        when = List.copyOf(when);
    }
}

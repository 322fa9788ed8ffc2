package dev.outset.simulator.migration;

import dev.outset.rules.ConditionFacts;
import dev.outset.rules.Rulebook;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import java.util.List;

/** Checks capabilities against the rules of a release ({@code migration/options.c: migrate_caps_check}). */
public final class CapabilityCheck {

    private CapabilityCheck() {}

    /**
     * Evaluates the rules in order.
     *
     * @param warnings receives the messages of violated rules that only warn
     * @throws QemuError the error of the first violated rule
     */
    public static void check(CompiledCatalogue release, ConditionFacts facts, List<String> warnings) {
        for (Rulebook.CompiledRule rule : release.rulebook().capabilityRules()) {
            if (!rule.violated().test(facts)) {
                continue;
            }
            String text = release.rulebook().text(rule, facts);
            if (!rule.row().warning()) {
                String hint = rule.row().hint();
                QemuError error = QemuError.generic(text);
                throw hint == null ? error : error.withHints(List.of(hint.stripTrailing()));
            }
            warnings.add("warning: " + text);
        }
    }
}

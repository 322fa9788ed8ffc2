package dev.outset.simulator.migration;

import dev.outset.simulator.release.CapabilityTable;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.release.ConditionFacts;
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
        for (CompiledCatalogue.CompiledRule rule : release.capabilityRules()) {
            if (!rule.violated().test(facts)) {
                continue;
            }
            if (rule.row().warning()) {
                warnings.add("warning: " + rule.row().text());
            } else {
                throw error(release.capabilities(), rule, facts.candidate());
            }
        }
    }

    private static QemuError error(CapabilityTable table, CompiledCatalogue.CompiledRule rule, long candidate) {
        String text = rule.row().text();
        for (String name : rule.named()) {
            if ((candidate & table.bit(name)) != 0) {
                text = text.replace("%s", name);
                break;
            }
        }
        String hint = rule.row().hint();
        QemuError error = QemuError.generic(text);
        return hint == null ? error : error.withHints(List.of(hint.stripTrailing()));
    }
}

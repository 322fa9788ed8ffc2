package dev.outset.rules;

import dev.outset.catalogue.rule.RamBlocker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Determines which memory of a machine blocks a CPR migration. */
public final class RamBlockers {

    private final RamBlocker row;

    private final Predicate<ConditionFacts> blocks;

    RamBlockers(RamBlocker row, Predicate<ConditionFacts> blocks) {
        this.row = row;
        this.blocks = blocks;
    }

    /**
     * The blocked reasons, one for each memory block that is not shared.
     *
     * @param family the family of the machine type
     * @param mainShared whether the main guest memory is shared
     * @param othersShared whether the memory of firmware and tables is shared
     */
    public List<String> reasons(ConditionFacts facts, String family, boolean mainShared, boolean othersShared) {
        RamBlocker.Blocks memory = row.blocks().get(family);
        if (memory == null || !blocks.test(facts)) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        if (!mainShared) {
            reasons.add(text(memory.main()));
        }
        if (!othersShared) {
            memory.others().forEach(name -> reasons.add(text(name)));
        }
        return reasons;
    }

    private String text(String block) {
        return row.text().replace("%s", block);
    }
}

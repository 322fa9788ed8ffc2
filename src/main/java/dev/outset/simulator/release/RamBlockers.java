package dev.outset.simulator.release;

import dev.outset.catalogue.rule.RamBlocker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which memory of a machine blocks a migration. */
public final class RamBlockers {

    private final RamBlocker row;

    private final Predicate<ConditionFacts> blocks;

    RamBlockers(RamBlocker row, ConditionCompiler compiler) {
        this.row = row;
        this.blocks = compiler.one(row.when());
    }

    /**
     * The reasons, one for each block that is not shared.
     *
     * @param family the machine's family
     * @param mainShared whether the guest's memory is shared
     * @param othersShared whether firmware and tables are shared
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

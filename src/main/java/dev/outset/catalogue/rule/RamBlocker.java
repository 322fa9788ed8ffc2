package dev.outset.catalogue.rule;

import java.util.List;
import java.util.Map;

/**
 * Memory that blocks a migration unless it is shared with the next process ({@code system/physmem.c:
 * ram_block_add_cpr_blocker}).
 *
 * @param when when it blocks
 * @param text the reason {@code query-migrate} gives; {@code %s} stands for the block's name
 * @param blocks the blocks of each family of machine types
 */
public record RamBlocker(RuleCondition when, String text, Map<String, Blocks> blocks) {

    /**
     * The memory of a machine.
     *
     * @param main the guest's memory
     * @param others firmware and tables, in the order of their creation
     */
    public record Blocks(String main, List<String> others) {
        public Blocks {
            others = List.copyOf(others);
        }
    }

    public RamBlocker {
        blocks = Map.copyOf(blocks);
    }
}

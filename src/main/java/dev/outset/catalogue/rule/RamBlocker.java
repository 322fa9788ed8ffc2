package dev.outset.catalogue.rule;

import java.util.List;
import java.util.Map;

/**
 * Memory that blocks a migration unless it is shared with the next process ({@code system/physmem.c:
 * ram_block_add_cpr_blocker}).
 *
 * @param when the condition under which it blocks
 * @param text the blocker text returned by {@code query-migrate}; {@code %s} is replaced by the name of the RAM block
 * @param blocks the RAM blocks of each machine type family
 */
public record RamBlocker(RuleCondition when, String text, Map<String, Blocks> blocks) {

    /**
     * The RAM blocks of a machine type.
     *
     * @param main the block of the guest memory
     * @param others firmware and table blocks, in creation order
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

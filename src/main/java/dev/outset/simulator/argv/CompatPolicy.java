package dev.outset.simulator.argv;

import dev.outset.simulator.qapi.InputPolicy;

/**
 * QAPI's {@code CompatPolicy}, set by {@code -compat}.
 *
 * @param input how QMP treats deprecated and unstable input
 * @param hideDeprecated whether replies omit deprecated members
 * @param hideUnstable whether replies omit unstable members
 */
public record CompatPolicy(InputPolicy input, boolean hideDeprecated, boolean hideUnstable) {

    /** The policy without {@code -compat}: everything is accepted and nothing is hidden. */
    public static final CompatPolicy NONE = new CompatPolicy(InputPolicy.ACCEPT, false, false);
}

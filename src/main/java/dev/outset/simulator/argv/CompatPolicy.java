package dev.outset.simulator.argv;

import dev.outset.simulator.qapi.InputPolicy;

/**
 * QAPI's {@code CompatPolicy}: what {@code -compat} asks for.
 *
 * @param input what QMP does with deprecated and unstable input
 * @param hideDeprecated whether answers leave out what is deprecated
 * @param hideUnstable whether answers leave out what is unstable
 */
public record CompatPolicy(InputPolicy input, boolean hideDeprecated, boolean hideUnstable) {

    /** Nothing is asked for. */
    public static final CompatPolicy NONE = new CompatPolicy(InputPolicy.ACCEPT, false, false);
}

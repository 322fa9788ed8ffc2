package dev.outset.migration.compatibility;

import dev.outset.migration.endpoint.Side;
import java.util.List;
import java.util.Set;

/** What has to hold for a rule to apply to a pair. */
sealed interface RuleTrigger {

    /**
     * A capability of one end.
     *
     * @param side which end
     * @param capability its name
     * @param on whether it has to be on
     */
    record CapabilityIs(Side side, String capability, boolean on) implements RuleTrigger {}

    /**
     * The value of a parameter of one end, as text; the empty text for unset.
     *
     * @param side which end
     * @param parameter its name
     * @param values the values
     * @param among whether the value has to be one of them, or none
     */
    record ParameterAmong(Side side, String parameter, Set<String> values, boolean among) implements RuleTrigger {}

    /**
     * A property of the migration object that no parameter shows.
     *
     * @param side which end
     * @param property its name
     * @param values the values that satisfy
     * @param orUnknown whether a release without the property satisfies, too
     */
    record PropertyAmong(Side side, String property, Set<String> values, boolean orUnknown) implements RuleTrigger {}

    /**
     * A parameter names an object that its QEMU does not have.
     *
     * @param side which end
     * @param parameter its name
     */
    record MissingObject(Side side, String parameter) implements RuleTrigger {}

    /**
     * A parameter names another host than the one that the source connects to; unset names none.
     *
     * @param side which end
     * @param parameter its name
     */
    record OtherThanHost(Side side, String parameter) implements RuleTrigger {}

    /**
     * One end sets parameters over QMP, and not this one.
     *
     * @param side which end
     * @param parameter the one that is left out
     */
    record SetsWithout(Side side, String parameter) implements RuleTrigger {}

    /**
     * One end's build lacks an option.
     *
     * @param side which end
     * @param option such as {@code CONFIG_REPLICATION}
     */
    record BuildLacks(Side side, String option) implements RuleTrigger {}

    /**
     * The source's value of a parameter against the destination's.
     *
     * @param parameter its name
     * @param relation how they compare
     */
    record Compared(String parameter, Relation relation) implements RuleTrigger {}

    /** The source's value is … the destination's. */
    enum Relation {
        LESS,
        GREATER,
        DIFFERENT
    }

    /**
     * A capability is on at one end only.
     *
     * @param capability its name
     */
    record CapabilityDiffers(String capability) implements RuleTrigger {}

    /**
     * Something about the guests, releases or channels.
     *
     * @param circumstance what
     */
    record Holds(PairFact circumstance) implements RuleTrigger {}

    /**
     * The transport is among these, or not.
     *
     * @param transports the transports
     * @param among whether it has to be one of them, or none
     */
    record TransportAmong(Set<String> transports, boolean among) implements RuleTrigger {}

    /**
     * Not one of these holds.
     *
     * @param conditions the excluded ones
     */
    record NoneOf(List<RuleTrigger> conditions) implements RuleTrigger {}
}

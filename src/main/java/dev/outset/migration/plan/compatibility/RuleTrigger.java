package dev.outset.migration.plan.compatibility;

import java.util.List;
import java.util.Set;

/** A condition of a compatibility rule. */
sealed interface RuleTrigger {

    /**
     * A capability of one side is on or off.
     *
     * @param side the side
     * @param capability the name of the capability
     * @param on whether the capability must be on
     */
    record CapabilityIs(Side side, String capability, boolean on) implements RuleTrigger {}

    /**
     * The value of a parameter of one side is in a set, or not. Values are compared as text; an unset parameter is the
     * empty text.
     *
     * @param side the side
     * @param parameter the name of the parameter
     * @param values the values
     * @param among true if the value must be in the set; false if it must not
     */
    record ParameterAmong(Side side, String parameter, Set<String> values, boolean among) implements RuleTrigger {}

    /**
     * The value of a property of the migration object that no parameter reports is in a set.
     *
     * @param side the side
     * @param property the name of the property
     * @param values the values that satisfy the condition
     * @param orUnknown whether a release without the property also satisfies the condition
     */
    record PropertyAmong(Side side, String property, Set<String> values, boolean orUnknown) implements RuleTrigger {}

    /**
     * A parameter of one side refers to an object that its QEMU does not have.
     *
     * @param side the side
     * @param parameter the name of the parameter
     */
    record MissingObject(Side side, String parameter) implements RuleTrigger {}

    /**
     * A parameter of one side names a host other than the one that the source connects to. An unset parameter does not
     * satisfy the condition.
     *
     * @param side the side
     * @param parameter the name of the parameter
     */
    record OtherThanHost(Side side, String parameter) implements RuleTrigger {}

    /**
     * One side sets parameters over QMP, but not this one.
     *
     * @param side the side
     * @param parameter the parameter that is not set
     */
    record SetsWithout(Side side, String parameter) implements RuleTrigger {}

    /**
     * The build of one side lacks an option.
     *
     * @param side the side
     * @param option the build option, such as {@code CONFIG_REPLICATION}
     */
    record BuildLacks(Side side, String option) implements RuleTrigger {}

    /**
     * The values of a parameter on both sides have a relation.
     *
     * @param parameter the name of the parameter
     * @param relation the relation of the source's value to the destination's
     */
    record Compared(String parameter, Relation relation) implements RuleTrigger {}

    /** The relation of the source's value to the destination's. */
    enum Relation {
        LESS,
        GREATER,
        DIFFERENT
    }

    /**
     * A capability is on on one side only.
     *
     * @param capability the name of the capability
     */
    record CapabilityDiffers(String capability) implements RuleTrigger {}

    /**
     * A fact about the guests, releases or channels holds.
     *
     * @param fact the fact
     */
    record Holds(PairFact fact) implements RuleTrigger {}

    /**
     * The transport is in a set, or not.
     *
     * @param transports the transports
     * @param among true if the transport must be in the set; false if it must not
     */
    record TransportAmong(Set<String> transports, boolean among) implements RuleTrigger {}

    /**
     * None of the conditions holds.
     *
     * @param conditions the conditions
     */
    record NoneOf(List<RuleTrigger> conditions) implements RuleTrigger {}
}

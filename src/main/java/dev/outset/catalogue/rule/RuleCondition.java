package dev.outset.catalogue.rule;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import java.util.Set;

/** What has to hold for a rule of the catalogue to apply. Who evaluates it brings the facts; nothing is evaluated here. */
public sealed interface RuleCondition {

    /** Which of the values around a change a condition looks at. */
    enum Moment {
        /** Stored values overlaid with the request. */
        CANDIDATE,
        /** The values before the request; all off when the migration object is created. */
        PREVIOUS,
        /** The values that are stored right now. */
        LIVE
    }

    /**
     * A capability is on or off.
     *
     * @param capability which
     * @param at which value of it
     * @param on the wanted state
     */
    record CapabilityIs(MigrationCapability capability, Moment at, boolean on) implements RuleCondition {}

    /**
     * One of several candidate capabilities is on; the first in order is named in the error text.
     *
     * @param capabilities the capabilities in order
     */
    record AnyCapabilityOf(List<MigrationCapability> capabilities) implements RuleCondition {
        public AnyCapabilityOf {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * A parameter has a value.
     *
     * @param parameter which
     * @param value the value as text; {@code true} and {@code false} for switches
     */
    record ParameterIs(MigrationParameter parameter, String value) implements RuleCondition {}

    /**
     * A parameter has another value than this.
     *
     * @param parameter which
     * @param at which value of it
     * @param value the value as text
     */
    record ParameterIsNot(MigrationParameter parameter, Moment at, String value) implements RuleCondition {}

    /**
     * QEMU is in a run state.
     *
     * @param state such as {@code inmigrate}
     */
    record RunStateIs(String state) implements RuleCondition {}

    /** An incoming transport has been set up. */
    record IncomingStarted() implements RuleCondition {}

    /** The transport of the incoming migration cannot carry several channels; up to 7.2. */
    record SingleChannelTransport() implements RuleCondition {}

    /**
     * The host lacks a feature.
     *
     * @param feature in words
     */
    record HostLacks(String feature) implements RuleCondition {}

    /**
     * The accelerator is another one.
     *
     * @param accelerator in words
     */
    record AcceleratorIsNot(String accelerator) implements RuleCondition {}

    /**
     * The transport is one of these.
     *
     * @param transports {@code tcp}, {@code unix}, {@code vsock}, {@code fd}, {@code exec}, {@code rdma}, {@code file}
     */
    record TransportIn(Set<String> transports) implements RuleCondition {}

    /**
     * The transport is none of these.
     *
     * @param transports as in {@link TransportIn}
     */
    record TransportNotIn(Set<String> transports) implements RuleCondition {}

    /**
     * The build has an option.
     *
     * @param option such as {@code CONFIG_RDMA}
     */
    record BuildHas(String option) implements RuleCondition {}

    /**
     * The build lacks an option.
     *
     * @param option such as {@code CONFIG_REPLICATION}
     */
    record BuildLacks(String option) implements RuleCondition {}

    /**
     * At least one holds.
     *
     * @param conditions the alternatives
     */
    record AnyOf(List<RuleCondition> conditions) implements RuleCondition {
        public AnyOf {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * Every one holds.
     *
     * @param conditions the parts
     */
    record AllOf(List<RuleCondition> conditions) implements RuleCondition {
        public AllOf {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * Not one holds.
     *
     * @param conditions the excluded ones
     */
    record NoneOf(List<RuleCondition> conditions) implements RuleCondition {
        public NoneOf {
            conditions = List.copyOf(conditions);
        }
    }
}

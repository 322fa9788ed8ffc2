package dev.outset.catalogue.rule;

import dev.outset.binding.Default;
import dev.outset.binding.Discriminator;
import dev.outset.binding.EnumLabels;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.RunState;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A condition of a catalogue rule, as data; evaluated by the packages that know the facts. */
@Discriminator("kind")
public sealed interface RuleCondition {

    /** The names of the parameters and capabilities that the condition refers to. */
    default Stream<String> settings() {
        return switch (this) {
            case CapabilityIs is -> Stream.of(is.capability().name());
            case AnyCapabilityOf(List<MigrationCapability> any) -> any.stream().map(MigrationCapability::name);
            case ParameterIs is -> Stream.of(is.parameter().name());
            case ParameterIsNot isNot -> Stream.of(isNot.parameter().name());
            case AnyOf(List<RuleCondition> parts) -> settings(parts);
            case AllOf(List<RuleCondition> parts) -> settings(parts);
            case NoneOf(List<RuleCondition> parts) -> settings(parts);
            case RunStateIs _,
                    IncomingStarted _,
                    SingleChannelTransport _,
                    HostLacks _,
                    AcceleratorIsNot _,
                    TransportIn _,
                    TransportNotIn _,
                    BuildHas _,
                    BuildLacks _ -> Stream.empty();
        };
    }

    /** The names of the parameters and capabilities that conditions refer to. */
    static Stream<String> settings(List<RuleCondition> conditions) {
        return conditions.stream().flatMap(RuleCondition::settings);
    }

    /** Which value around a change a condition refers to. */
    enum Moment {
        /** Stored values overlaid with the request. */
        CANDIDATE,
        /** The values before the request; all off while the migration object is being created. */
        PREVIOUS,
        /** The currently stored values. */
        LIVE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * A capability is on or off.
     *
     * @param capability the capability
     * @param at which value to check
     * @param on the expected state
     */
    record CapabilityIs(
            MigrationCapability capability,
            @Default("candidate") Moment at,
            boolean on) implements RuleCondition {}

    /**
     * One of several candidate capabilities is on; the first in order is named in the error text.
     *
     * @param capabilities the capabilities, in order
     */
    record AnyCapabilityOf(List<MigrationCapability> capabilities) implements RuleCondition {
        public AnyCapabilityOf {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * A parameter has a value.
     *
     * @param parameter the parameter
     * @param value the value as text; {@code true} or {@code false} for Booleans
     */
    record ParameterIs(MigrationParameter parameter, String value) implements RuleCondition {}

    /**
     * A parameter has a different value.
     *
     * @param parameter the parameter
     * @param at which value to check
     * @param value the value as text
     */
    record ParameterIsNot(
            MigrationParameter parameter,
            @Default("candidate") Moment at,
            String value) implements RuleCondition {}

    /**
     * QEMU is in a run state.
     *
     * @param state the run state
     */
    record RunStateIs(RunState state) implements RuleCondition {}

    /** An incoming transport has been set up. */
    record IncomingStarted() implements RuleCondition {}

    /** The transport of the incoming migration does not support multiple channels; up to 7.2. */
    record SingleChannelTransport() implements RuleCondition {}

    /**
     * The host lacks a feature.
     *
     * @param feature the feature as text
     */
    record HostLacks(String feature) implements RuleCondition {}

    /**
     * The accelerator is a different one.
     *
     * @param accelerator the accelerator as text
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
     * The build includes an option.
     *
     * @param option the build option, such as {@code CONFIG_RDMA}
     */
    record BuildHas(String option) implements RuleCondition {}

    /**
     * The build lacks an option.
     *
     * @param option the build option, such as {@code CONFIG_REPLICATION}
     */
    record BuildLacks(String option) implements RuleCondition {}

    /**
     * At least one condition holds.
     *
     * @param conditions the alternatives
     */
    record AnyOf(List<RuleCondition> conditions) implements RuleCondition {
        public AnyOf {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * All conditions hold.
     *
     * @param conditions the conditions
     */
    record AllOf(List<RuleCondition> conditions) implements RuleCondition {
        public AllOf {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * No condition holds.
     *
     * @param conditions the conditions
     */
    record NoneOf(List<RuleCondition> conditions) implements RuleCondition {
        public NoneOf {
            conditions = List.copyOf(conditions);
        }
    }
}

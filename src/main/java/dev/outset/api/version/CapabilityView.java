package dev.outset.api.version;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.parameters.MigrationCapability;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration capability in one QEMU release. Capabilities are off by default.
 *
 * @param name its QAPI name
 * @param rules every rule that involves the capability, with QEMU's error message
 * @param since the release that introduced it
 * @param removedIn the first release without it; null if it still exists
 * @param deprecated whether the release deprecates it
 * @param unstable whether QAPI marks it as unstable
 * @param globalProperty its name in {@code -global migration.…}; null if it has none
 * @param party the side that reads it
 * @param mustMatch whether source and destination must have the same value
 * @param actsAt when QEMU first acts on it, on either side
 * @param actsAtSource when QEMU acts on it on the source; null if the source does not read it
 * @param actsAtDestination when QEMU acts on it on the destination; null if the destination does not read it
 */
@Schema(name = "MigrationCapability")
record CapabilityView(
        String name,
        List<Rule> rules,
        String since,
        @Nullable String removedIn,
        boolean deprecated,
        boolean unstable,
        @Nullable String globalProperty,
        String party,
        boolean mustMatch,
        String actsAt,
        @Nullable String actsAtSource,
        @Nullable String actsAtDestination) {

    /**
     * A rule that involves the capability.
     *
     * @param rule the id of the rule
     * @param severity {@code error} or {@code warning}
     * @param qemu QEMU's error message
     */
    @Schema(name = "CapabilityRule")
    record Rule(String rule, String severity, String qemu) {}

    static CapabilityView of(CapabilitySpec spec, QemuCatalogue catalogue) {
        return new CapabilityView(
                spec.name(),
                catalogue.capabilityRules().stream()
                        .filter(rule -> rule.when().stream().anyMatch(when -> names(when, spec.capability())))
                        .map(CapabilityView::rule)
                        .toList(),
                spec.since(),
                spec.removedIn(),
                spec.deprecated(),
                spec.unstable(),
                spec.property(),
                spec.readingSide().label(),
                spec.mustMatch(),
                spec.readAt().earliest().label(),
                ParameterView.label(spec.readAt().source()),
                ParameterView.label(spec.readAt().destination()));
    }

    private static Rule rule(CapabilityRule rule) {
        return new Rule(rule.id(), rule.warning() ? "warning" : "error", rule.text());
    }

    private static boolean names(RuleCondition condition, MigrationCapability capability) {
        return switch (condition) {
            case RuleCondition.CapabilityIs is -> is.capability().equals(capability);
            case RuleCondition.AnyCapabilityOf any -> any.capabilities().contains(capability);
            case RuleCondition.AnyOf any -> any.conditions().stream().anyMatch(part -> names(part, capability));
            case RuleCondition.AllOf all -> all.conditions().stream().anyMatch(part -> names(part, capability));
            case RuleCondition.NoneOf none -> none.conditions().stream().anyMatch(part -> names(part, capability));
            case RuleCondition.ParameterIs is -> false;
            case RuleCondition.ParameterIsNot isNot -> false;
            case RuleCondition.RunStateIs state -> false;
            case RuleCondition.IncomingStarted started -> false;
            case RuleCondition.SingleChannelTransport single -> false;
            case RuleCondition.HostLacks lacks -> false;
            case RuleCondition.AcceleratorIsNot isNot -> false;
            case RuleCondition.TransportIn in -> false;
            case RuleCondition.TransportNotIn notIn -> false;
            case RuleCondition.BuildHas has -> false;
            case RuleCondition.BuildLacks lacks -> false;
        };
    }
}

package dev.outset.validation.settings;

import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules of {@code migrate_caps_check} and of the transports, as the catalogue has them for the release. */
final class CapabilityRules {

    private CapabilityRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("capability-rule", CapabilityRules::capabilities),
                new Rule("transport-rule", CapabilityRules::transport));
    }

    private static void capabilities(ValidationContext subject, ViolationCollector findings) {
        for (ConditionEvaluator facts : new CheckPoint(subject).ofCapabilities()) {
            for (CapabilityRule rule : subject.catalogue().capabilityRules()) {
                if (facts.all(rule.when())) {
                    report(subject, rule, facts, findings);
                }
            }
        }
    }

    private static void report(
            ValidationContext subject, CapabilityRule rule, ConditionEvaluator facts, ViolationCollector findings) {
        String text = rule.text().replace("%s", named(rule.when(), facts));
        String pointer = pointer(subject, rule.when(), facts);
        if (rule.warning()) {
            findings.warning(pointer, "QEMU warns: " + text, "Plan without it", text);
        } else {
            findings.error(
                    pointer,
                    "The capabilities do not go together in QEMU "
                            + subject.catalogue().version() + " (" + rule.id() + "): " + text,
                    "Change one of them",
                    text);
        }
    }

    private static void transport(ValidationContext subject, ViolationCollector findings) {
        if (subject.migration().incoming() == null) {
            return;
        }
        ConditionEvaluator facts = new CheckPoint(subject).whenListening();
        for (TransportRule rule : subject.catalogue().transportRules()) {
            if (facts.transport() != null && facts.all(rule.when())) {
                findings.error(
                        pointer(subject, rule.when(), facts),
                        "The transport " + facts.transport() + " does not carry this (" + rule.id() + "): "
                                + rule.text(),
                        "Listen on another transport, or leave the capability off",
                        rule.text());
            }
        }
    }

    private static String named(List<RuleCondition> conditions, ConditionEvaluator facts) {
        return conditions.stream()
                .filter(RuleCondition.AnyCapabilityOf.class::isInstance)
                .map(RuleCondition.AnyCapabilityOf.class::cast)
                .map(facts::firstOn)
                .flatMap(Optional::stream)
                .map(capability -> capability.name())
                .findFirst()
                .orElse("");
    }

    /** The wish that the first violated condition is about. */
    private static String pointer(ValidationContext subject, List<RuleCondition> conditions, ConditionEvaluator facts) {
        Map<String, String> wishes = subject.wishes();
        return conditions.stream()
                .flatMap(condition -> names(condition, facts))
                .filter(wishes::containsKey)
                .map(wishes::get)
                .findFirst()
                .orElse("/migration/capabilities");
    }

    private static Stream<String> names(RuleCondition condition, ConditionEvaluator facts) {
        return switch (condition) {
            case RuleCondition.CapabilityIs is -> Stream.of(is.capability().name());
            case RuleCondition.AnyCapabilityOf any ->
                facts.firstOn(any).stream().map(capability -> capability.name());
            case RuleCondition.ParameterIs is -> Stream.of(is.parameter().name());
            case RuleCondition.ParameterIsNot isNot ->
                Stream.of(isNot.parameter().name());
            case RuleCondition.AnyOf(List<RuleCondition> some) ->
                some.stream().filter(facts::holds).flatMap(part -> names(part, facts));
            case RuleCondition.AllOf(List<RuleCondition> parts) ->
                parts.stream().flatMap(part -> names(part, facts));
            case RuleCondition.NoneOf _,
                    RuleCondition.RunStateIs _,
                    RuleCondition.IncomingStarted _,
                    RuleCondition.SingleChannelTransport _,
                    RuleCondition.HostLacks _,
                    RuleCondition.AcceleratorIsNot _,
                    RuleCondition.TransportIn _,
                    RuleCondition.TransportNotIn _,
                    RuleCondition.BuildHas _,
                    RuleCondition.BuildLacks _ -> Stream.empty();
        };
    }
}

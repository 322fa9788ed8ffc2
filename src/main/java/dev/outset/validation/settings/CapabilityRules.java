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

/** The rules of {@code migrate_caps_check} and of the transports, taken from the catalogue of the release. */
final class CapabilityRules {

    private CapabilityRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("capability-rule", CapabilityRules::capabilities),
                new Rule("transport-rule", CapabilityRules::transport));
    }

    private static void capabilities(ValidationContext context, ViolationCollector findings) {
        for (ConditionEvaluator evaluator : new CheckPoint(context).forCapabilities()) {
            for (CapabilityRule rule : context.catalogue().capabilityRules()) {
                if (evaluator.allHold(rule.when())) {
                    report(context, rule, evaluator, findings);
                }
            }
        }
    }

    private static void report(
            ValidationContext context, CapabilityRule rule, ConditionEvaluator evaluator, ViolationCollector findings) {
        String text = rule.text().replace("%s", named(rule.when(), evaluator));
        String pointer = pointer(context, rule.when(), evaluator);
        if (rule.warning()) {
            findings.warning(pointer, "QEMU warns: " + text, "Avoid the capability", text);
        } else {
            findings.error(
                    pointer,
                    "The combination of capabilities is not valid in QEMU "
                            + context.catalogue().version() + " (" + rule.id() + "): " + text,
                    "Change one of the capabilities",
                    text);
        }
    }

    private static void transport(ValidationContext context, ViolationCollector findings) {
        if (context.migration().incoming() == null) {
            return;
        }
        ConditionEvaluator evaluator = new CheckPoint(context).forTransport();
        for (TransportRule rule : context.catalogue().transportRules()) {
            if (evaluator.transport() != null && evaluator.allHold(rule.when())) {
                findings.error(
                        pointer(context, rule.when(), evaluator),
                        "The transport " + evaluator.transport() + " does not support this (" + rule.id() + "): "
                                + rule.text(),
                        "Listen on another transport, or disable the capability",
                        rule.text());
            }
        }
    }

    private static String named(List<RuleCondition> conditions, ConditionEvaluator evaluator) {
        return conditions.stream()
                .filter(RuleCondition.AnyCapabilityOf.class::isInstance)
                .map(RuleCondition.AnyCapabilityOf.class::cast)
                .map(evaluator::firstEnabled)
                .flatMap(Optional::stream)
                .map(capability -> capability.name())
                .findFirst()
                .orElse("");
    }

    /** The JSON pointer of the requested setting that the first violated condition refers to. */
    private static String pointer(
            ValidationContext context, List<RuleCondition> conditions, ConditionEvaluator evaluator) {
        Map<String, String> pointers = context.requestedPointers();
        return conditions.stream()
                .flatMap(condition -> names(condition, evaluator))
                .filter(pointers::containsKey)
                .map(pointers::get)
                .findFirst()
                .orElse("/migration/capabilities");
    }

    private static Stream<String> names(RuleCondition condition, ConditionEvaluator evaluator) {
        return switch (condition) {
            case RuleCondition.CapabilityIs is -> Stream.of(is.capability().name());
            case RuleCondition.AnyCapabilityOf any ->
                evaluator.firstEnabled(any).stream().map(capability -> capability.name());
            case RuleCondition.ParameterIs is -> Stream.of(is.parameter().name());
            case RuleCondition.ParameterIsNot isNot ->
                Stream.of(isNot.parameter().name());
            case RuleCondition.AnyOf(List<RuleCondition> some) ->
                some.stream().filter(evaluator::holds).flatMap(part -> names(part, evaluator));
            case RuleCondition.AllOf(List<RuleCondition> parts) ->
                parts.stream().flatMap(part -> names(part, evaluator));
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

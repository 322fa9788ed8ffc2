package dev.outset.validation.settings;

import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.Rulebook;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;
import java.util.Map;
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
        CheckPoint checkPoint = new CheckPoint(context);
        for (ConditionFacts facts : checkPoint.forCapabilities()) {
            for (Rulebook.CompiledRule rule : checkPoint.rulebook().capabilityRules()) {
                if (rule.violated().test(facts)
                        && context.canRead(RuleCondition.settings(rule.row().when()))) {
                    report(context, rule, facts, findings);
                }
            }
        }
    }

    private static void report(
            ValidationContext context, Rulebook.CompiledRule rule, ConditionFacts facts, ViolationCollector findings) {
        String text = Rulebook.of(context.catalogue()).text(rule, facts);
        String pointer = pointer(context, rule.row().when(), facts);
        if (rule.row().warning()) {
            findings.warning(pointer, "QEMU warns: " + text, "Avoid the capability", text);
        } else {
            findings.error(
                    pointer,
                    "The combination of capabilities is not valid in QEMU "
                            + context.catalogue().version() + " (" + rule.row().id() + "): " + text,
                    "Change one of the capabilities",
                    text);
        }
    }

    private static void transport(ValidationContext context, ViolationCollector findings) {
        if (context.migration().incoming() == null) {
            return;
        }
        CheckPoint checkPoint = new CheckPoint(context);
        ConditionFacts facts = checkPoint.forTransport();
        String transport = facts.incoming().transport();
        if (!transport.isEmpty()) {
            checkPoint
                    .rulebook()
                    .violatedTransportRules(facts, true)
                    .filter(rule -> context.canRead(RuleCondition.settings(rule.when())))
                    .forEach(rule -> findings.error(
                            pointer(context, rule.when(), facts),
                            "The transport " + transport + " does not support this (" + rule.id() + "): " + rule.text(),
                            "Listen on another transport, or disable the capability",
                            rule.text()));
        }
    }

    /** The JSON pointer of the requested setting that the first violated condition refers to. */
    private static String pointer(ValidationContext context, List<RuleCondition> conditions, ConditionFacts facts) {
        Map<String, String> pointers = context.requestedPointers();
        Rulebook rulebook = Rulebook.of(context.catalogue());
        return conditions.stream()
                .flatMap(condition -> names(condition, rulebook, facts))
                .filter(pointers::containsKey)
                .map(pointers::get)
                .findFirst()
                .orElse("/migration/capabilities");
    }

    private static Stream<String> names(RuleCondition condition, Rulebook rulebook, ConditionFacts facts) {
        return switch (condition) {
            case RuleCondition.CapabilityIs is -> Stream.of(is.capability().name());
            case RuleCondition.AnyCapabilityOf any -> Stream.of(rulebook.firstEnabled(any.capabilities(), facts));
            case RuleCondition.ParameterIs is -> Stream.of(is.parameter().name());
            case RuleCondition.ParameterIsNot isNot ->
                Stream.of(isNot.parameter().name());
            case RuleCondition.AnyOf(List<RuleCondition> some) ->
                some.stream().filter(part -> rulebook.holds(part, facts)).flatMap(part -> names(part, rulebook, facts));
            case RuleCondition.AllOf(List<RuleCondition> parts) ->
                parts.stream().flatMap(part -> names(part, rulebook, facts));
            default -> Stream.empty();
        };
    }
}

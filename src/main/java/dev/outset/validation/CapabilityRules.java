package dev.outset.validation;

import dev.outset.catalogue.CapabilityRule;
import dev.outset.catalogue.Condition;
import dev.outset.catalogue.TransportRule;
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

    private static void capabilities(Subject subject, Findings findings) {
        for (Facts facts : new Moments(subject).ofCapabilities()) {
            for (CapabilityRule rule : subject.catalogue().capabilityRules()) {
                if (facts.all(rule.when())) {
                    report(subject, rule, facts, findings);
                }
            }
        }
    }

    private static void report(Subject subject, CapabilityRule rule, Facts facts, Findings findings) {
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

    private static void transport(Subject subject, Findings findings) {
        if (subject.migration().incoming() == null) {
            return;
        }
        Facts facts = new Moments(subject).whenListening();
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

    private static String named(List<Condition> conditions, Facts facts) {
        return conditions.stream()
                .filter(Condition.AnyCapabilityOf.class::isInstance)
                .map(Condition.AnyCapabilityOf.class::cast)
                .map(facts::firstOn)
                .flatMap(Optional::stream)
                .map(capability -> capability.name())
                .findFirst()
                .orElse("");
    }

    /** The wish that the first violated condition is about. */
    private static String pointer(Subject subject, List<Condition> conditions, Facts facts) {
        Map<String, String> wishes = subject.wishes();
        return conditions.stream()
                .flatMap(condition -> names(condition, facts))
                .filter(wishes::containsKey)
                .map(wishes::get)
                .findFirst()
                .orElse("/migration/capabilities");
    }

    private static Stream<String> names(Condition condition, Facts facts) {
        return switch (condition) {
            case Condition.CapabilityIs is -> Stream.of(is.capability().name());
            case Condition.AnyCapabilityOf any -> facts.firstOn(any).stream().map(capability -> capability.name());
            case Condition.ParameterIs is -> Stream.of(is.parameter().name());
            case Condition.ParameterIsNot isNot -> Stream.of(isNot.parameter().name());
            case Condition.AnyOf(List<Condition> some) ->
                some.stream().filter(facts::holds).flatMap(part -> names(part, facts));
            case Condition.AllOf(List<Condition> parts) -> parts.stream().flatMap(part -> names(part, facts));
            case Condition.NoneOf _,
                    Condition.RunStateIs _,
                    Condition.IncomingStarted _,
                    Condition.SingleChannelTransport _,
                    Condition.HostLacks _,
                    Condition.AcceleratorIsNot _,
                    Condition.TransportIn _,
                    Condition.TransportNotIn _,
                    Condition.BuildHas _,
                    Condition.BuildLacks _ -> Stream.empty();
        };
    }
}

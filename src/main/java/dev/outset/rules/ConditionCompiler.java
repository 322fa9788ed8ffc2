package dev.outset.rules;

import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.parameters.ParameterValue;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compiles conditions of the catalogue into predicates on {@link ConditionFacts}, with names resolved to indexes. */
final class ConditionCompiler {

    private final ParameterTable parameters;

    private final CapabilityTable capabilities;

    private final Set<String> build;

    ConditionCompiler(ParameterTable parameters, CapabilityTable capabilities, Set<String> build) {
        this.parameters = parameters;
        this.capabilities = capabilities;
        this.build = build;
    }

    /** Whether all conditions hold. */
    Predicate<ConditionFacts> all(List<RuleCondition> conditions) {
        List<Predicate<ConditionFacts>> parts =
                conditions.stream().map(this::one).toList();
        return facts -> {
            for (Predicate<ConditionFacts> part : parts) {
                if (!part.test(facts)) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Whether at least one condition holds. */
    Predicate<ConditionFacts> any(List<? extends RuleCondition> conditions) {
        List<Predicate<ConditionFacts>> parts =
                conditions.stream().<Predicate<ConditionFacts>>map(this::one).toList();
        return facts -> {
            for (Predicate<ConditionFacts> part : parts) {
                if (part.test(facts)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** Whether a condition holds. */
    Predicate<ConditionFacts> one(RuleCondition condition) {
        return switch (condition) {
            case RuleCondition.CapabilityIs is -> capability(is);
            case RuleCondition.AnyCapabilityOf any -> anyOf(any);
            case RuleCondition.ParameterIs is -> {
                int index = parameters.indexOf(is.parameter().name());
                yield facts -> is.value().equals(text(facts.liveParameters(), index));
            }
            case RuleCondition.ParameterIsNot not -> parameterIsNot(not);
            case RuleCondition.RunStateIs is -> facts -> facts.incoming().runState() == is.state();
            case RuleCondition.IncomingStarted ignored ->
                facts -> facts.incoming().started();
            case RuleCondition.SingleChannelTransport ignored ->
                facts -> !facts.incoming().multiChannel();
            // The memory of a guest is not known here; it is assumed to support postcopy and write protection.
            case RuleCondition.HostLacks(String feature) -> {
                boolean needed = feature.startsWith("userfaultfd");
                yield facts -> needed && !facts.incoming().userfaultfd();
            }
            case RuleCondition.AcceleratorIsNot not ->
                facts -> !facts.incoming().accelerator().equals(not.accelerator());
            case RuleCondition.TransportIn in ->
                facts -> in.transports().contains(facts.incoming().transport());
            case RuleCondition.TransportNotIn in ->
                facts -> !in.transports().contains(facts.incoming().transport());
            case RuleCondition.BuildHas has -> constant(build.contains(has.option()));
            case RuleCondition.BuildLacks lacks -> constant(!build.contains(lacks.option()));
            case RuleCondition.AnyOf any -> any(any.conditions());
            case RuleCondition.AllOf all -> all(all.conditions());
            case RuleCondition.NoneOf none -> any(none.conditions()).negate();
        };
    }

    private static Predicate<ConditionFacts> constant(boolean holds) {
        return facts -> holds;
    }

    private Predicate<ConditionFacts> capability(RuleCondition.CapabilityIs is) {
        long bit = capabilities.bit(is.capability().name());
        boolean on = is.on();
        return switch (is.at()) {
            case CANDIDATE -> facts -> ((facts.candidate() & bit) != 0) == on;
            case PREVIOUS -> facts -> ((facts.previous() & bit) != 0) == on;
            case LIVE -> facts -> ((facts.live() & bit) != 0) == on;
        };
    }

    private Predicate<ConditionFacts> anyOf(RuleCondition.AnyCapabilityOf any) {
        long bits = any.capabilities().stream()
                .mapToLong(capability -> capabilities.bit(capability.name()))
                .reduce(0, (left, right) -> left | right);
        return facts -> (facts.candidate() & bits) != 0;
    }

    private Predicate<ConditionFacts> parameterIsNot(RuleCondition.ParameterIsNot not) {
        int index = parameters.indexOf(not.parameter().name());
        String value = not.value();
        boolean live = not.at() == RuleCondition.Moment.LIVE;
        return facts -> {
            String text = text(live ? facts.liveParameters() : facts.candidateParameters(), index);
            return text != null && !text.equals(value);
        };
    }

    private static @Nullable String text(ParameterArray values, int index) {
        ParameterValue value = values.get(index);
        return switch (value) {
            case null -> null;
            case ParameterValue.Bool(boolean on) -> Boolean.toString(on);
            default -> value.toString();
        };
    }
}

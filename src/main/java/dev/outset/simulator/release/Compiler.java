package dev.outset.simulator.release;

import dev.outset.catalogue.Condition;
import dev.outset.migration.ParameterValue;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns conditions of the catalogue into functions over {@link Facts}, names already looked up. */
final class Compiler {

    private final ParameterTable parameters;

    private final CapabilityTable capabilities;

    private final Set<String> build;

    Compiler(ParameterTable parameters, CapabilityTable capabilities, Set<String> build) {
        this.parameters = parameters;
        this.capabilities = capabilities;
        this.build = build;
    }

    /** Whether every one of some conditions holds. */
    Predicate<Facts> all(List<Condition> conditions) {
        List<Predicate<Facts>> parts = conditions.stream().map(this::one).toList();
        return facts -> {
            for (Predicate<Facts> part : parts) {
                if (!part.test(facts)) {
                    return false;
                }
            }
            return true;
        };
    }

    private Predicate<Facts> any(List<Condition> conditions) {
        List<Predicate<Facts>> parts = conditions.stream().map(this::one).toList();
        return facts -> {
            for (Predicate<Facts> part : parts) {
                if (part.test(facts)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** Whether a condition holds. */
    Predicate<Facts> one(Condition condition) {
        return switch (condition) {
            case Condition.CapabilityIs is -> capability(is);
            case Condition.AnyCapabilityOf any -> anyOf(any);
            case Condition.ParameterIs is -> {
                int index = parameters.indexOf(is.parameter().name());
                yield facts -> is.value().equals(text(facts.liveParameters(), index));
            }
            case Condition.ParameterIsNot not -> parameterIsNot(not);
            case Condition.RunStateIs is -> facts -> facts.incoming().runState().equals(is.state());
            case Condition.IncomingStarted ignored -> facts -> facts.incoming().started();
            case Condition.SingleChannelTransport ignored ->
                facts -> !facts.incoming().multiChannel();
            // The recorded hosts have userfaultfd and postcopy-capable memory, and so has the simulated one.
            case Condition.HostLacks ignored -> facts -> false;
            case Condition.AcceleratorIsNot not ->
                facts -> !facts.incoming().accelerator().equals(not.accelerator());
            case Condition.TransportIn in ->
                facts -> in.transports().contains(facts.incoming().transport());
            case Condition.TransportNotIn in ->
                facts -> !in.transports().contains(facts.incoming().transport());
            case Condition.BuildHas has -> constant(build.contains(has.option()));
            case Condition.BuildLacks lacks -> constant(!build.contains(lacks.option()));
            case Condition.AnyOf any -> any(any.conditions());
            case Condition.AllOf all -> all(all.conditions());
            case Condition.NoneOf none -> any(none.conditions()).negate();
        };
    }

    private static Predicate<Facts> constant(boolean holds) {
        return facts -> holds;
    }

    private Predicate<Facts> capability(Condition.CapabilityIs is) {
        long bit = capabilities.bit(is.capability().name());
        boolean on = is.on();
        return switch (is.at()) {
            case CANDIDATE -> facts -> ((facts.candidate() & bit) != 0) == on;
            case PREVIOUS -> facts -> ((facts.previous() & bit) != 0) == on;
            case LIVE -> facts -> ((facts.live() & bit) != 0) == on;
        };
    }

    private Predicate<Facts> anyOf(Condition.AnyCapabilityOf any) {
        long bits = any.capabilities().stream()
                .mapToLong(capability -> capabilities.bit(capability.name()))
                .reduce(0, (left, right) -> left | right);
        return facts -> (facts.candidate() & bits) != 0;
    }

    private Predicate<Facts> parameterIsNot(Condition.ParameterIsNot not) {
        int index = parameters.indexOf(not.parameter().name());
        String value = not.value();
        boolean live = not.at() == Condition.Moment.LIVE;
        return facts -> {
            String text = text(live ? facts.liveParameters() : facts.candidateParameters(), index);
            return text != null && !text.equals(value);
        };
    }

    private static @Nullable String text(ParameterValues values, int index) {
        return switch (values.get(index)) {
            case null -> null;
            case ParameterValue.Bool bool -> Boolean.toString(bool.value());
            case ParameterValue.Text text -> text.value();
            case ParameterValue.Unsigned unsigned -> unsigned.toString();
            case ParameterValue.Strings strings -> strings.toString();
            case ParameterValue.BitmapMapping mapping -> mapping.toString();
        };
    }
}

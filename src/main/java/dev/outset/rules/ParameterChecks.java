package dev.outset.rules;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ParameterValue.BitmapMapping;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code migration/options.c: migrate_params_check}: the checks on parameters. The first violated check is the error.
 */
public final class ParameterChecks {

    private final ParameterTable parameters;

    private final List<Check> checks;

    private final BitmapAliases bitmapAliases;

    /** One check. */
    private interface Check {

        /** The violation; null if there is none. */
        @Nullable Violation violation(ConditionFacts facts);
    }

    /**
     * A violated check.
     *
     * @param check the check
     * @param text QEMU's error message
     * @param abortText QEMU's message if it aborts where the error is raised, without the prefix that callers add
     */
    public record Violation(ParameterCheck check, String text, String abortText) {}

    ParameterChecks(
            QemuCatalogue catalogue,
            ParameterTable parameters,
            CapabilityTable capabilities,
            ConditionCompiler compiler,
            BitmapAliases bitmapAliases) {
        this.parameters = parameters;
        this.bitmapAliases = bitmapAliases;
        this.checks = catalogue.checks().stream()
                .map(check -> compile(check, catalogue, capabilities, compiler))
                .toList();
    }

    /** The first violation among the candidate parameters; null if they are valid. */
    public @Nullable Violation firstViolation(ConditionFacts facts) {
        for (Check check : checks) {
            Violation violation = check.violation(facts);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    /** All violations among the candidate parameters, in order. */
    public Stream<Violation> violations(ConditionFacts facts) {
        return checks.stream().map(check -> check.violation(facts)).filter(Objects::nonNull);
    }

    private Check compile(
            ParameterCheck check, QemuCatalogue catalogue, CapabilityTable capabilities, ConditionCompiler compiler) {
        Violation plain = new Violation(check, check.error(), check.error());
        return switch (check) {
            case ParameterCheck.Range range -> range(range, plain);
            case ParameterCheck.Conflict conflict -> {
                long bit = capabilities.bit(conflict.capability().name());
                Predicate<ConditionFacts> any = compiler.any(conflict.violatedWhenAny());
                yield facts -> (facts.live() & bit) != 0 && any.test(facts) ? plain : null;
            }
            case ParameterCheck.BitmapAliases aliases -> {
                int index = parameters.indexOf(aliases.parameter().name());
                yield facts -> aliases(aliases, facts.candidateParameters().get(index));
            }
            case ParameterCheck.BuildSupport support -> {
                int index = parameters.indexOf(support.parameter().name());
                boolean lacks = !catalogue.build().contains(support.option());
                yield facts -> lacks && isOn(facts.candidateParameters().get(index)) ? plain : null;
            }
        };
    }

    private @Nullable Violation aliases(ParameterCheck.BitmapAliases check, @Nullable ParameterValue value) {
        String text = value instanceof BitmapMapping mapping ? bitmapAliases.error(mapping) : null;
        return text == null ? null : new Violation(check, check.error() + text, text);
    }

    private static boolean isOn(@Nullable ParameterValue value) {
        return value instanceof ParameterValue.Bool bool && bool.value();
    }

    private Check range(ParameterCheck.Range range, Violation violation) {
        int index = parameters.indexOf(range.parameter().name());
        int minimumIndex = range.minimumParameter() == null
                ? -1
                : parameters.indexOf(range.minimumParameter().name());
        return facts -> {
            if (!(facts.candidateParameters().get(index) instanceof ParameterValue.Unsigned value)) {
                return null;
            }
            boolean valid = range.contains(value.bits())
                    && (minimumIndex < 0
                            || isAtLeast(
                                    value.bits(), facts.candidateParameters().get(minimumIndex)));
            return valid ? null : violation;
        };
    }

    private static boolean isAtLeast(long bits, @Nullable ParameterValue bound) {
        return !(bound instanceof ParameterValue.Unsigned other) || Long.compareUnsigned(bits, other.bits()) >= 0;
    }
}

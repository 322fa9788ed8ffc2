package dev.outset.simulator.release;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.parameters.ParameterValue;
import java.util.List;
import java.util.function.Predicate;
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
     * @param text QEMU's error message
     * @param abortText QEMU's message if it aborts where the error is raised, without the prefix that callers add
     */
    public record Violation(String text, String abortText) {}

    ParameterChecks(
            QemuCatalogue catalogue,
            ParameterTable parameters,
            CapabilityTable capabilities,
            ConditionCompiler compiler) {
        this.parameters = parameters;
        this.bitmapAliases = new BitmapAliases(catalogue.bitmapAliasErrors());
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

    private Check compile(
            ParameterCheck check, QemuCatalogue catalogue, CapabilityTable capabilities, ConditionCompiler compiler) {
        Violation plain = new Violation(check.error(), check.error());
        return switch (check) {
            case ParameterCheck.Range range -> range(range, plain);
            case ParameterCheck.Conflict conflict -> {
                long bit = capabilities.bit(conflict.capability().name());
                List<Predicate<ConditionFacts>> any =
                        conflict.violatedWhenAny().stream().map(compiler::one).toList();
                yield facts ->
                        (facts.live() & bit) != 0 && any.stream().anyMatch(part -> part.test(facts)) ? plain : null;
            }
            case ParameterCheck.BitmapAliases aliases -> {
                int index = parameters.indexOf(aliases.parameter().name());
                yield facts -> aliases(facts.candidateParameters().get(index), check.error());
            }
            case ParameterCheck.BuildSupport support -> {
                int index = parameters.indexOf(support.parameter().name());
                boolean lacks = !catalogue.build().contains(support.option());
                yield facts -> lacks && isOn(facts.candidateParameters().get(index)) ? plain : null;
            }
        };
    }

    private @Nullable Violation aliases(@Nullable ParameterValue value, String prefix) {
        String text = value instanceof ParameterValue.BitmapMapping mapping ? bitmapAliases.error(mapping) : null;
        return text == null ? null : new Violation(prefix + text, text);
    }

    private static boolean isOn(@Nullable ParameterValue value) {
        return value instanceof ParameterValue.Bool bool && bool.value();
    }

    private Check range(ParameterCheck.Range range, Violation violation) {
        int index = parameters.indexOf(range.parameter().name());
        long minimum = range.minimumTargetPageSize()
                ? MachineType.TARGET_PAGE_SIZE
                : range.minimum() == null ? 0 : range.minimum();
        long maximum = range.maximum() == null ? -1L : range.maximum();
        int minimumIndex = range.minimumParameter() == null
                ? -1
                : parameters.indexOf(range.minimumParameter().name());
        boolean powerOfTwo = range.powerOfTwo();
        return facts -> {
            if (!(facts.candidateParameters().get(index) instanceof ParameterValue.Unsigned value)) {
                return null;
            }
            long bits = value.bits();
            boolean valid = Long.compareUnsigned(bits, minimum) >= 0
                    && Long.compareUnsigned(bits, maximum) <= 0
                    && (!powerOfTwo || Long.bitCount(bits) == 1)
                    && (minimumIndex < 0
                            || isAtLeast(bits, facts.candidateParameters().get(minimumIndex)));
            return valid ? null : violation;
        };
    }

    private static boolean isAtLeast(long bits, @Nullable ParameterValue bound) {
        return !(bound instanceof ParameterValue.Unsigned other) || Long.compareUnsigned(bits, other.bits()) >= 0;
    }
}

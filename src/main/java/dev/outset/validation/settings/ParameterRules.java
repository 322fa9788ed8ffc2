package dev.outset.validation.settings;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.violation.JsonPointer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checks of {@code migration/options.c: migrate_params_check}, on each parameter and on the combination. */
final class ParameterRules {

    private ParameterRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("range", ParameterRules::range),
                new Rule("relation", ParameterRules::relation),
                new Rule("conflict", ParameterRules::conflict),
                new Rule("bitmap-aliases", ParameterRules::bitmapAliases),
                new Rule("build", ParameterRules::build),
                new Rule("deprecated", ParameterRules::deprecated),
                new Rule("unstable", ParameterRules::unstable));
    }

    private static void range(ValidationContext context, ViolationCollector findings) {
        for (ParameterCheck check : context.catalogue().checks()) {
            if (check instanceof ParameterCheck.Range range) {
                range(context, range, "/migration/early", context.migration().early(), findings);
                range(context, range, "/migration/live", context.migration().live(), findings);
                globalRange(context, range, findings);
            }
        }
    }

    private static void range(
            ValidationContext context,
            ParameterCheck.Range range,
            String parent,
            MigrationParameters requested,
            ViolationCollector findings) {
        if (requested.get(range.parameter()) instanceof ParameterValue.Unsigned number && isOutside(range, number)) {
            report(context, range, JsonPointer.child(parent, range.parameter().name()), number, findings);
        }
    }

    /** A property that is overridden later can have any value: QEMU checks once, after the last one. */
    private static void globalRange(
            ValidationContext context, ParameterCheck.Range range, ViolationCollector findings) {
        String pointer =
                context.requestedPointers().getOrDefault(range.parameter().name(), "");
        if (pointer.startsWith("/migration/globals/")
                && atObject(context, range.parameter()) instanceof ParameterValue.Unsigned number
                && isOutside(range, number)) {
            report(context, range, pointer, number, findings);
        }
    }

    private static void report(
            ValidationContext context,
            ParameterCheck.Range range,
            String pointer,
            ParameterValue.Unsigned number,
            ViolationCollector findings) {
        findings.error(
                pointer,
                range.parameter() + " is " + number + ", which is out of range",
                "Use " + allowed(context, range),
                range.error());
    }

    private static boolean isOutside(ParameterCheck.Range range, ParameterValue.Unsigned number) {
        Long minimum = range.minimumTargetPageSize() ? Long.valueOf(MachineType.TARGET_PAGE_SIZE) : range.minimum();
        return (minimum != null && Long.compareUnsigned(number.bits(), minimum) < 0)
                || (range.maximum() != null && Long.compareUnsigned(number.bits(), range.maximum()) > 0)
                || (range.powerOfTwo() && Long.bitCount(number.bits()) != 1);
    }

    private static String allowed(ValidationContext context, ParameterCheck.Range range) {
        long minimum = range.minimumTargetPageSize()
                ? MachineType.TARGET_PAGE_SIZE
                : range.minimum() == null ? 0 : range.minimum();
        long widest = context.catalogue()
                .parameter(range.parameter())
                .map(row -> row.type().maximum())
                .orElse(-1L);
        long maximum = range.maximum() == null ? widest : range.maximum();
        return (range.powerOfTwo() ? "a power of two from " : "a number from ") + Long.toUnsignedString(minimum)
                + " to " + Long.toUnsignedString(maximum);
    }

    private static void relation(ValidationContext context, ViolationCollector findings) {
        for (ParameterCheck check : context.catalogue().checks()) {
            if (check instanceof ParameterCheck.Range range && range.minimumParameter() != null) {
                for (ConditionEvaluator evaluator : new CheckPoint(context).forParameters()) {
                    relation(context, range, range.minimumParameter(), evaluator, findings);
                }
            }
        }
    }

    private static void relation(
            ValidationContext context,
            ParameterCheck.Range range,
            MigrationParameter lower,
            ConditionEvaluator evaluator,
            ViolationCollector findings) {
        if (evaluator.candidateParameters().apply(range.parameter()) instanceof ParameterValue.Unsigned number
                && evaluator.candidateParameters().apply(lower) instanceof ParameterValue.Unsigned minimum
                && Long.compareUnsigned(number.bits(), minimum.bits()) < 0) {
            Map<String, String> pointers = context.requestedPointers();
            String pointer =
                    pointers.getOrDefault(range.parameter().name(), pointers.getOrDefault(lower.name(), "/migration"));
            findings.error(
                    pointer,
                    range.parameter() + " is " + number + ", less than " + lower + ", which is " + minimum,
                    "Raise " + range.parameter() + " or lower " + lower,
                    range.error());
        }
    }

    private static void conflict(ValidationContext context, ViolationCollector findings) {
        for (ParameterCheck check : context.catalogue().checks()) {
            if (check instanceof ParameterCheck.Conflict conflict) {
                for (ConditionEvaluator evaluator : new CheckPoint(context).forParameters()) {
                    if (evaluator.stored().getOrDefault(conflict.capability(), false)) {
                        conflict.violatedWhenAny().stream()
                                .filter(evaluator::holds)
                                .forEach(violated -> conflict(context, conflict, violated.parameter(), findings));
                    }
                }
            }
        }
    }

    private static void conflict(
            ValidationContext context,
            ParameterCheck.Conflict conflict,
            MigrationParameter parameter,
            ViolationCollector findings) {
        Map<String, String> pointers = context.requestedPointers();
        findings.error(
                pointers.getOrDefault(
                        parameter.name(),
                        pointers.getOrDefault(conflict.capability().name(), "/migration")),
                parameter + " and the capability " + conflict.capability() + " are mutually exclusive",
                "Remove one of the two",
                conflict.error());
    }

    private static void bitmapAliases(ValidationContext context, ViolationCollector findings) {
        for (ParameterCheck check : context.catalogue().checks()) {
            if (check instanceof ParameterCheck.BitmapAliases aliases) {
                bitmapAliases(
                        context,
                        aliases,
                        "/migration/early",
                        context.migration().early(),
                        findings);
                bitmapAliases(
                        context, aliases, "/migration/live", context.migration().live(), findings);
            }
        }
    }

    private static void bitmapAliases(
            ValidationContext context,
            ParameterCheck.BitmapAliases check,
            String parent,
            MigrationParameters requested,
            ViolationCollector findings) {
        if (requested.get(check.parameter()) instanceof ParameterValue.BitmapMapping mapping) {
            Optional<String> fault = new BitmapAliasMap(context.catalogue().bitmapAliasErrors()).firstError(mapping);
            fault.ifPresent(text -> findings.error(
                    JsonPointer.child(parent, check.parameter().name()),
                    "QEMU refuses the mapping: " + text,
                    "Give every node and every bitmap a unique alias",
                    check.error() + text));
        }
    }

    private static void build(ValidationContext context, ViolationCollector findings) {
        for (ParameterCheck check : context.catalogue().checks()) {
            if (check instanceof ParameterCheck.BuildSupport support
                    && !context.catalogue().build().contains(support.option())
                    && isEnabled(context, support.parameter())) {
                findings.error(
                        context.requestedPointers()
                                .getOrDefault(support.parameter().name(), "/migration"),
                        support.parameter() + " needs a QEMU built with " + support.option(),
                        "Leave it out",
                        support.error());
            }
        }
    }

    private static boolean isEnabled(ValidationContext context, MigrationParameter parameter) {
        return new CheckPoint(context)
                .forParameters().stream()
                        .map(evaluator -> evaluator.candidateParameters().apply(parameter))
                        .anyMatch(new ParameterValue.Bool(true)::equals);
    }

    private static void deprecated(ValidationContext context, ViolationCollector findings) {
        context.requestedPointers().forEach((name, pointer) -> {
            context.catalogue()
                    .parameter(new MigrationParameter(name))
                    .filter(ParameterSpec::deprecated)
                    .ifPresent(row -> findings.warning(
                            pointer,
                            "QEMU " + context.catalogue().version() + " deprecates " + name,
                            "Stop using it: a later release removes it",
                            row.setWarning()));
            context.catalogue()
                    .capability(new MigrationCapability(name))
                    .filter(row -> row.deprecated())
                    .ifPresent(row -> findings.warning(
                            pointer,
                            "QEMU " + context.catalogue().version() + " deprecates the capability " + name,
                            "Stop using it: a later release removes it"));
        });
    }

    private static void unstable(ValidationContext context, ViolationCollector findings) {
        context.requestedPointers().forEach((name, pointer) -> {
            boolean unstable = context.catalogue()
                            .parameter(new MigrationParameter(name))
                            .map(ParameterSpec::unstable)
                            .orElse(false)
                    || context.catalogue()
                            .capability(new MigrationCapability(name))
                            .map(row -> row.unstable())
                            .orElse(false);
            if (unstable) {
                findings.warning(
                        pointer,
                        "QAPI marks " + name + " as unstable: its behaviour can change in any release",
                        "Review it with every new QEMU release");
            }
        });
    }

    private static @Nullable ParameterValue atObject(ValidationContext context, MigrationParameter parameter) {
        return new CheckPoint(context)
                .forParameters()
                .getFirst()
                .candidateParameters()
                .apply(parameter);
    }
}

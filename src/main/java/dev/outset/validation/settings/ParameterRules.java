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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checks of {@code migration/options.c: migrate_params_check}, on each wish and on the whole that QEMU checks. */
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

    private static void range(ValidationContext subject, ViolationCollector findings) {
        for (ParameterCheck check : subject.catalogue().checks()) {
            if (check instanceof ParameterCheck.Range range) {
                range(subject, range, "/migration/early", subject.migration().early(), findings);
                range(subject, range, "/migration/live", subject.migration().live(), findings);
                globalRange(subject, range, findings);
            }
        }
    }

    private static void range(
            ValidationContext subject,
            ParameterCheck.Range range,
            String where,
            MigrationParameters wishes,
            ViolationCollector findings) {
        if (wishes.get(range.parameter()) instanceof ParameterValue.Unsigned number && isOutside(range, number)) {
            report(
                    subject,
                    range,
                    ViolationCollector.below(where, range.parameter().name()),
                    number,
                    findings);
        }
    }

    /** A property that something later overrides may hold anything: QEMU checks once, at the end. */
    private static void globalRange(
            ValidationContext subject, ParameterCheck.Range range, ViolationCollector findings) {
        String pointer = subject.wishes().getOrDefault(range.parameter().name(), "");
        if (pointer.startsWith("/migration/globals/")
                && atObject(subject, range.parameter()) instanceof ParameterValue.Unsigned number
                && isOutside(range, number)) {
            report(subject, range, pointer, number, findings);
        }
    }

    private static void report(
            ValidationContext subject,
            ParameterCheck.Range range,
            String pointer,
            ParameterValue.Unsigned number,
            ViolationCollector findings) {
        findings.error(
                pointer,
                range.parameter() + " is " + number + ", out of range",
                "Write " + allowed(subject, range),
                range.error());
    }

    private static boolean isOutside(ParameterCheck.Range range, ParameterValue.Unsigned number) {
        Long minimum = range.minimumTargetPageSize() ? Long.valueOf(MachineType.TARGET_PAGE_SIZE) : range.minimum();
        return (minimum != null && Long.compareUnsigned(number.bits(), minimum) < 0)
                || (range.maximum() != null && Long.compareUnsigned(number.bits(), range.maximum()) > 0)
                || (range.powerOfTwo() && Long.bitCount(number.bits()) != 1);
    }

    private static String allowed(ValidationContext subject, ParameterCheck.Range range) {
        long minimum = range.minimumTargetPageSize()
                ? MachineType.TARGET_PAGE_SIZE
                : range.minimum() == null ? 0 : range.minimum();
        long widest = subject.catalogue()
                .parameter(range.parameter())
                .map(row -> row.type().maximum())
                .orElse(-1L);
        long maximum = range.maximum() == null ? widest : range.maximum();
        return (range.powerOfTwo() ? "a power of two from " : "a number from ") + Long.toUnsignedString(minimum)
                + " to " + Long.toUnsignedString(maximum);
    }

    private static void relation(ValidationContext subject, ViolationCollector findings) {
        for (ParameterCheck check : subject.catalogue().checks()) {
            if (check instanceof ParameterCheck.Range range && range.minimumParameter() != null) {
                for (ConditionEvaluator facts : new CheckPoint(subject).ofParameters()) {
                    relation(subject, range, range.minimumParameter(), facts, findings);
                }
            }
        }
    }

    private static void relation(
            ValidationContext subject,
            ParameterCheck.Range range,
            MigrationParameter lower,
            ConditionEvaluator facts,
            ViolationCollector findings) {
        if (facts.candidateParameters().apply(range.parameter()) instanceof ParameterValue.Unsigned number
                && facts.candidateParameters().apply(lower) instanceof ParameterValue.Unsigned minimum
                && Long.compareUnsigned(number.bits(), minimum.bits()) < 0) {
            Map<String, String> wishes = subject.wishes();
            String pointer =
                    wishes.getOrDefault(range.parameter().name(), wishes.getOrDefault(lower.name(), "/migration"));
            findings.error(
                    pointer,
                    range.parameter() + " is " + number + ", less than " + lower + ", which is " + minimum,
                    "Raise " + range.parameter() + " or lower " + lower,
                    range.error());
        }
    }

    private static void conflict(ValidationContext subject, ViolationCollector findings) {
        for (ParameterCheck check : subject.catalogue().checks()) {
            if (check instanceof ParameterCheck.Conflict conflict) {
                for (ConditionEvaluator facts : new CheckPoint(subject).ofParameters()) {
                    if (facts.stored().getOrDefault(conflict.capability(), false)) {
                        conflict.violatedWhenAny().stream()
                                .filter(facts::holds)
                                .forEach(violated -> conflict(subject, conflict, violated.parameter(), findings));
                    }
                }
            }
        }
    }

    private static void conflict(
            ValidationContext subject,
            ParameterCheck.Conflict conflict,
            MigrationParameter parameter,
            ViolationCollector findings) {
        Map<String, String> wishes = subject.wishes();
        findings.error(
                wishes.getOrDefault(
                        parameter.name(),
                        wishes.getOrDefault(conflict.capability().name(), "/migration")),
                parameter + " and the capability " + conflict.capability() + " exclude each other",
                "Drop one of the two",
                conflict.error());
    }

    private static void bitmapAliases(ValidationContext subject, ViolationCollector findings) {
        for (ParameterCheck check : subject.catalogue().checks()) {
            if (check instanceof ParameterCheck.BitmapAliases aliases) {
                bitmapAliases(
                        subject,
                        aliases,
                        "/migration/early",
                        subject.migration().early(),
                        findings);
                bitmapAliases(
                        subject, aliases, "/migration/live", subject.migration().live(), findings);
            }
        }
    }

    private static void bitmapAliases(
            ValidationContext subject,
            ParameterCheck.BitmapAliases check,
            String where,
            MigrationParameters wishes,
            ViolationCollector findings) {
        if (wishes.get(check.parameter()) instanceof ParameterValue.BitmapMapping mapping) {
            Optional<String> fault = new BitmapAliasMap(subject.catalogue().bitmapAliasErrors()).fault(mapping);
            fault.ifPresent(text -> findings.error(
                    ViolationCollector.below(where, check.parameter().name()),
                    "The mapping is refused: " + text,
                    "Give every node and bitmap one alias of its own",
                    check.error() + text));
        }
    }

    private static void build(ValidationContext subject, ViolationCollector findings) {
        for (ParameterCheck check : subject.catalogue().checks()) {
            if (check instanceof ParameterCheck.BuildSupport support
                    && !subject.catalogue().build().contains(support.option())
                    && isOnInTheEnd(subject, support.parameter())) {
                findings.error(
                        subject.wishes().getOrDefault(support.parameter().name(), "/migration"),
                        support.parameter() + " needs a QEMU built with " + support.option(),
                        "Leave it out",
                        support.error());
            }
        }
    }

    private static boolean isOnInTheEnd(ValidationContext subject, MigrationParameter parameter) {
        return new CheckPoint(subject)
                .ofParameters().stream()
                        .map(facts -> facts.candidateParameters().apply(parameter))
                        .anyMatch(new ParameterValue.Bool(true)::equals);
    }

    private static void deprecated(ValidationContext subject, ViolationCollector findings) {
        subject.wishes().forEach((name, pointer) -> {
            subject.catalogue()
                    .parameter(new MigrationParameter(name))
                    .filter(ParameterSpec::deprecated)
                    .ifPresent(row -> findings.warning(
                            pointer,
                            "QEMU " + subject.catalogue().version() + " discourages " + name,
                            "Plan without it: a later release drops it",
                            row.setWarning()));
            subject.catalogue()
                    .capability(new MigrationCapability(name))
                    .filter(row -> row.deprecated())
                    .ifPresent(row -> findings.warning(
                            pointer,
                            "QEMU " + subject.catalogue().version() + " discourages the capability " + name,
                            "Plan without it: a later release drops it"));
        });
    }

    private static void unstable(ValidationContext subject, ViolationCollector findings) {
        subject.wishes().forEach((name, pointer) -> {
            boolean unstable = subject.catalogue()
                            .parameter(new MigrationParameter(name))
                            .map(ParameterSpec::unstable)
                            .orElse(false)
                    || subject.catalogue()
                            .capability(new MigrationCapability(name))
                            .map(row -> row.unstable())
                            .orElse(false);
            if (unstable) {
                findings.warning(
                        pointer,
                        "QAPI marks " + name + " as unstable: its meaning may change in any release",
                        "Check it again with every new QEMU");
            }
        });
    }

    private static @Nullable ParameterValue atObject(ValidationContext subject, MigrationParameter parameter) {
        return new CheckPoint(subject)
                .ofParameters()
                .getFirst()
                .candidateParameters()
                .apply(parameter);
    }
}

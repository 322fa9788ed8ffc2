package dev.outset.validation.settings;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterChecks;
import dev.outset.rules.ParameterTable;
import dev.outset.rules.Rulebook;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.violation.JsonPointer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

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

    private static <C extends ParameterCheck> List<C> checks(ValidationContext context, Class<C> kind) {
        return context.catalogue().checks().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The values that a definition requests for a parameter, by their JSON pointer. */
    private static Map<String, ParameterValue> requested(ValidationContext context, MigrationParameter parameter) {
        Map<String, ParameterValue> requested = new LinkedHashMap<>();
        ParameterValue early = context.migration().early().get(parameter);
        if (early != null) {
            requested.put(JsonPointer.child("/migration/early", parameter.name()), early);
        }
        ParameterValue live = context.migration().live().get(parameter);
        if (live != null) {
            requested.put(JsonPointer.child("/migration/live", parameter.name()), live);
        }
        return requested;
    }

    private static void range(ValidationContext context, ViolationCollector findings) {
        for (ParameterCheck.Range range : checks(context, ParameterCheck.Range.class)) {
            Map<String, ParameterValue> requested = requested(context, range.parameter());
            // A property that is overridden later can have any value: QEMU checks once, after the last one.
            String last = pointer(context, range.parameter().name(), "");
            EffectiveValue effective = context.plan().effective().get(range.parameter());
            ParameterValue atObject = effective == null ? null : effective.atObject();
            if (last.startsWith("/migration/globals/")
                    && atObject != null
                    && context.canRead(Stream.of(range.parameter().name()))) {
                requested.put(last, atObject);
            }
            requested.forEach((pointer, value) -> {
                if (value instanceof ParameterValue.Unsigned number && !range.contains(number.bits())) {
                    findings.error(
                            pointer,
                            range.parameter() + " is " + number + ", which is out of range",
                            "Use " + allowed(context, range),
                            range.error());
                }
            });
        }
    }

    private static String allowed(ValidationContext context, ParameterCheck.Range range) {
        long widest = context.catalogue()
                .parameter(range.parameter())
                .map(row -> row.type().maximum())
                .orElse(-1L);
        long maximum = range.maximum() == null ? widest : range.maximum();
        return (range.powerOfTwo() ? "a power of two from " : "a number from ") + Long.toUnsignedString(range.lowest())
                + " to " + Long.toUnsignedString(maximum);
    }

    private static void relation(ValidationContext context, ViolationCollector findings) {
        ParameterTable table = Rulebook.of(context.catalogue()).parameters();
        for (ParameterCheck.Range range : checks(context, ParameterCheck.Range.class)) {
            MigrationParameter lower = range.minimumParameter();
            if (lower == null || !context.canRead(Stream.of(range.parameter().name(), lower.name()))) {
                continue;
            }
            for (ConditionFacts facts : new CheckPoint(context).forParameters()) {
                ParameterArray values = facts.candidateParameters();
                if (values.get(table.indexOf(range.parameter().name())) instanceof ParameterValue.Unsigned number
                        && values.get(table.indexOf(lower.name())) instanceof ParameterValue.Unsigned minimum
                        && Long.compareUnsigned(number.bits(), minimum.bits()) < 0) {
                    findings.error(
                            pointer(context, range.parameter().name(), pointer(context, lower.name(), "/migration")),
                            range.parameter() + " is " + number + ", less than " + lower + ", which is " + minimum,
                            "Raise " + range.parameter() + " or lower " + lower,
                            range.error());
                }
            }
        }
    }

    /** Reports each violation of the checks of a kind, at the points in time at which QEMU evaluates them. */
    private static <C extends ParameterCheck> void violations(
            ValidationContext context, Class<C> kind, BiConsumer<C, ConditionFacts> report) {
        CheckPoint checkPoint = new CheckPoint(context);
        for (ConditionFacts facts : checkPoint.forParameters()) {
            checkPoint
                    .rulebook()
                    .parameterChecks()
                    .violations(facts)
                    .map(ParameterChecks.Violation::check)
                    .filter(kind::isInstance)
                    .forEach(check -> report.accept(kind.cast(check), facts));
        }
    }

    private static void conflict(ValidationContext context, ViolationCollector findings) {
        Rulebook rulebook = Rulebook.of(context.catalogue());
        violations(
                context,
                ParameterCheck.Conflict.class,
                (conflict, facts) -> conflict.violatedWhenAny().stream()
                        .filter(condition -> rulebook.holds(condition, facts))
                        .map(RuleCondition.ParameterIsNot::parameter)
                        .forEach(parameter -> findings.error(
                                pointer(
                                        context,
                                        parameter.name(),
                                        pointer(context, conflict.capability().name(), "/migration")),
                                parameter + " and the capability " + conflict.capability() + " are mutually exclusive",
                                "Remove one of the two",
                                conflict.error())));
    }

    private static void bitmapAliases(ValidationContext context, ViolationCollector findings) {
        Rulebook rulebook = Rulebook.of(context.catalogue());
        for (ParameterCheck.BitmapAliases check : checks(context, ParameterCheck.BitmapAliases.class)) {
            requested(context, check.parameter()).forEach((pointer, value) -> {
                String text =
                        value instanceof ParameterValue.BitmapMapping mapping ? rulebook.bitmapError(mapping) : null;
                if (text != null) {
                    findings.error(
                            pointer,
                            "QEMU refuses the mapping: " + text,
                            "Give every node and every bitmap a unique alias",
                            check.error() + text);
                }
            });
        }
    }

    private static void build(ValidationContext context, ViolationCollector findings) {
        violations(
                context,
                ParameterCheck.BuildSupport.class,
                (support, _) -> findings.error(
                        pointer(context, support.parameter().name(), "/migration"),
                        support.parameter() + " needs a QEMU built with " + support.option(),
                        "Leave it out",
                        support.error()));
    }

    private static String pointer(ValidationContext context, String name, String otherwise) {
        return context.requestedPointers().getOrDefault(name, otherwise);
    }

    private static void deprecated(ValidationContext context, ViolationCollector findings) {
        QemuCatalogue catalogue = context.catalogue();
        String deprecates = "QEMU " + catalogue.version() + " deprecates ";
        String action = "Stop using it: a later release removes it";
        context.requestedPointers().forEach((name, pointer) -> {
            catalogue
                    .parameter(new MigrationParameter(name))
                    .filter(ParameterSpec::deprecated)
                    .ifPresent(row -> findings.warning(pointer, deprecates + name, action, row.setWarning()));
            catalogue
                    .capability(new MigrationCapability(name))
                    .filter(CapabilitySpec::deprecated)
                    .ifPresent(_ -> findings.warning(pointer, deprecates + "the capability " + name, action));
        });
    }

    private static void unstable(ValidationContext context, ViolationCollector findings) {
        QemuCatalogue catalogue = context.catalogue();
        context.requestedPointers().forEach((name, pointer) -> {
            if (catalogue
                            .parameter(new MigrationParameter(name))
                            .filter(ParameterSpec::unstable)
                            .isPresent()
                    || catalogue
                            .capability(new MigrationCapability(name))
                            .filter(CapabilitySpec::unstable)
                            .isPresent()) {
                findings.warning(
                        pointer,
                        "QAPI marks " + name + " as unstable: its behaviour can change in any release",
                        "Review it with every new QEMU release");
            }
        });
    }
}

package dev.outset.validation.settings;

import dev.outset.catalogue.rule.ParameterAdvice;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.rules.ConditionFacts;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.MigrationSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Hints about settings that QEMU accepts silently but that are probably unintended. All hints are warnings. */
public final class HintRules {

    private HintRules() {}

    /** Returns the hints in the order in which they are reported. */
    public static List<Rule> all() {
        return List.of(
                new Rule("unused-parameter", HintRules::unusedParameters),
                new Rule("left-at-default", HintRules::leftAtDefault),
                new Rule("unit", HintRules::units),
                new Rule("config-alone", HintRules::configAlone).needing("/migration/incoming"),
                new Rule("overridden", HintRules::overridden));
    }

    private static void unusedParameters(ValidationContext context, ViolationCollector findings) {
        Map<String, String> pointers = context.requestedPointers();
        CheckPoint checkPoint = new CheckPoint(context);
        ConditionFacts facts = checkPoint.afterDelivery();
        for (ParameterAdvice.Reader reader : context.catalogue().advice().readers()) {
            String pointer = pointers.get(reader.parameter().name());
            if (pointer != null
                    && !checkPoint.rulebook().holds(reader.when(), facts)
                    && context.canRead(RuleCondition.settings(reader.when()))) {
                findings.warning(
                        pointer,
                        reader.parameter() + " has no effect without " + reader.words(),
                        "Add " + reader.words() + ", or remove the parameter");
            }
        }
    }

    private static void leftAtDefault(ValidationContext context, ViolationCollector findings) {
        if (!hasSettings(context.migration())) {
            return;
        }
        for (ParameterAdvice.LeftAtDefault row : context.catalogue().advice().leftAtDefault()) {
            EffectiveValue effective = context.plan().effective().get(row.parameter());
            if (effective != null
                    && !effective.requested()
                    && effective.layer() == ParameterLayer.DEFAULT
                    && context.canRead(Stream.of(row.parameter().name()))) {
                findings.warning("/migration/live", row.message(), row.action());
            }
        }
    }

    private static boolean hasSettings(MigrationSpec migration) {
        return migration.incoming() != null
                || !migration.early().isEmpty()
                || !migration.live().isEmpty()
                || !migration.capabilities().isEmpty()
                || !migration.globals().isEmpty();
    }

    private static void units(ValidationContext context, ViolationCollector findings) {
        Map<String, String> pointers = context.requestedPointers();
        for (ParameterAdvice.Unit unit : context.catalogue().advice().units()) {
            EffectiveValue effective = context.plan().effective().get(unit.parameter());
            String pointer = pointers.get(unit.parameter().name());
            if (effective != null
                    && pointer != null
                    && effective.value() instanceof ParameterValue.Unsigned(long bits)
                    && bits > 0
                    && bits < unit.below()) {
                findings.warning(
                        pointer,
                        unit.parameter() + " is " + bits + " " + unit.written() + ": did you mean " + bits + " "
                                + unit.meant() + "?",
                        "Add the unit, as in \"" + bits + unit.meant() + "\"");
            }
        }
    }

    private static void configAlone(ValidationContext context, ViolationCollector findings) {
        if (context.spec().qemu().incomingConfig()
                && context.migration().incoming() == null
                && !context.migration().early().isEmpty()) {
            findings.warning(
                    "/qemu/incomingConfig",
                    "-incoming config: alone keeps QEMU in inmigrate, where the guest never starts; because this VM has no "
                            + "incoming migration, its early parameters are delivered as -global properties",
                    "Remove incomingConfig, or set migration.incoming");
        }
    }

    private static void overridden(ValidationContext context, ViolationCollector findings) {
        for (MigrationParameter parameter : context.migration().early().names()) {
            ParameterValue live = context.migration().live().get(parameter);
            if (live != null && !live.equals(context.migration().early().get(parameter))) {
                findings.warning(
                        JsonPointer.child("/migration/early", parameter.name()),
                        parameter + " is set twice; the live value " + live
                                + " takes effect as soon as QMP is available",
                        "Remove one of the two");
            }
        }
    }
}

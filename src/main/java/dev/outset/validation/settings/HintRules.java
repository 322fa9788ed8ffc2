package dev.outset.validation.settings;

import dev.outset.catalogue.rule.ParameterAdvice;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.MigrationSpec;
import java.util.List;
import java.util.Map;

/** What QEMU takes without a word and nobody wants; never in the way. */
public final class HintRules {

    private HintRules() {}

    public static List<Rule> all() {
        return List.of(
                new Rule("nobody-reads", HintRules::nobodyReads),
                new Rule("left-at-default", HintRules::leftAtDefault),
                new Rule("unit", HintRules::units),
                new Rule("config-alone", HintRules::configAlone),
                new Rule("overridden", HintRules::overridden));
    }

    private static void nobodyReads(ValidationContext subject, ViolationCollector findings) {
        Map<String, String> wishes = subject.wishes();
        ConditionEvaluator facts = new CheckPoint(subject).inTheEnd();
        for (ParameterAdvice.Reader reader : subject.catalogue().advice().readers()) {
            String pointer = wishes.get(reader.parameter().name());
            if (pointer != null && !facts.all(reader.when())) {
                findings.warning(
                        pointer,
                        "Nothing reads " + reader.parameter() + " without " + reader.words(),
                        "Ask for " + reader.words() + " too, or leave it out");
            }
        }
    }

    private static void leftAtDefault(ValidationContext subject, ViolationCollector findings) {
        if (!wantsAnything(subject.migration())) {
            return;
        }
        for (ParameterAdvice.LeftAtDefault row : subject.catalogue().advice().leftAtDefault()) {
            EffectiveValue effective = subject.plan().effective().get(row.parameter());
            if (effective != null && !effective.requested() && effective.layer() == ParameterLayer.DEFAULT) {
                findings.warning("/migration/live", row.message(), row.action());
            }
        }
    }

    private static boolean wantsAnything(MigrationSpec migration) {
        return migration.incoming() != null
                || !migration.early().isEmpty()
                || !migration.live().isEmpty()
                || !migration.capabilities().isEmpty()
                || !migration.globals().isEmpty();
    }

    private static void units(ValidationContext subject, ViolationCollector findings) {
        Map<String, String> wishes = subject.wishes();
        for (ParameterAdvice.Unit unit : subject.catalogue().advice().units()) {
            EffectiveValue effective = subject.plan().effective().get(unit.parameter());
            String pointer = wishes.get(unit.parameter().name());
            if (effective != null
                    && pointer != null
                    && effective.value() instanceof ParameterValue.Unsigned(long bits)
                    && bits > 0
                    && bits < unit.below()) {
                findings.warning(
                        pointer,
                        unit.parameter() + " is " + bits + " " + unit.written() + ": did you mean " + bits + " "
                                + unit.meant() + "?",
                        "Write the unit with the number, as \"" + bits + unit.meant() + "\"");
            }
        }
    }

    private static void configAlone(ValidationContext subject, ViolationCollector findings) {
        if (Boolean.TRUE.equals(subject.spec().qemu().incomingConfig())
                && subject.migration().incoming() == null
                && !subject.migration().early().isEmpty()) {
            findings.warning(
                    "/qemu/incomingConfig",
                    "-incoming config: alone leaves a VM in inmigrate, where it never runs by itself; since this VM "
                            + "starts by itself, its early parameters travel as -global properties",
                    "Leave incomingConfig out, or say how the VM listens");
        }
    }

    private static void overridden(ValidationContext subject, ViolationCollector findings) {
        for (MigrationParameter parameter : subject.migration().early().names()) {
            ParameterValue live = subject.migration().live().get(parameter);
            if (live != null && !live.equals(subject.migration().early().get(parameter))) {
                findings.warning(
                        ViolationCollector.below("/migration/early", parameter.name()),
                        parameter + " is asked for twice; the live value " + live + " wins as soon as QMP answers",
                        "Leave one of the two out");
            }
        }
    }
}

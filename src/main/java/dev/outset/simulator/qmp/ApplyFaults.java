package dev.outset.simulator.qmp;

import dev.outset.qemu.Fault;
import dev.outset.rules.ParameterArray;
import dev.outset.simulator.text.QemuError;
import java.util.List;

/** The faults in {@code migrate-set-parameters}. How often each was triggered is part of the QEMU's state. */
final class ApplyFaults {

    private ApplyFaults() {}

    /** Throws the error of a triggered fault. */
    static void throwIfTriggered(CommandContext context) {
        List<Fault> faults = context.boot().request().faults();
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i) instanceof Fault.ErrorOnApply error && triggers(context, i, error.times())) {
                throw QemuError.generic(error.desc());
            }
        }
    }

    /** The given values without those that a triggered fault ignores. */
    static ParameterArray withoutIgnored(CommandContext context, ParameterArray given) {
        ParameterArray applied = given;
        List<Fault> faults = context.boot().request().faults();
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i) instanceof Fault.IgnoredValue ignored) {
                int index = context.release().parameters().indexOf(ignored.parameter());
                if (index >= 0 && given.get(index) != null && triggers(context, i, ignored.times())) {
                    applied = applied.without(index);
                }
            }
        }
        return applied;
    }

    private static boolean triggers(CommandContext context, int fault, int times) {
        boolean triggers = context.state().faultsUsed().get(fault) < times;
        if (triggers) {
            context.update(context.state().withFaultUsed(fault));
        }
        return triggers;
    }
}

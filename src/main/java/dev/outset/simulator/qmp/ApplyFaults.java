package dev.outset.simulator.qmp;

import dev.outset.qemu.Fault;
import dev.outset.simulator.release.ParameterArray;
import dev.outset.simulator.text.QemuError;
import java.util.ArrayList;
import java.util.List;

/** The faults that strike {@code migrate-set-parameters}; how often each did is part of the QEMU's state. */
final class ApplyFaults {

    private ApplyFaults() {}

    /** Fails, as long as a fault asks for it. */
    static void fail(CommandContext context) {
        List<Fault> faults = context.boot().request().faults();
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i) instanceof Fault.ErrorOnApply error && strikes(context, i, error.times())) {
                throw QemuError.generic(error.desc());
            }
        }
    }

    /** The given values without those that a fault drops. */
    static ParameterArray forget(CommandContext context, ParameterArray given) {
        ParameterArray taken = given;
        List<Fault> faults = context.boot().request().faults();
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i) instanceof Fault.IgnoredValue ignored) {
                int index = context.release().parameters().indexOf(ignored.parameter());
                if (index >= 0 && given.get(index) != null && strikes(context, i, ignored.times())) {
                    taken = taken.without(index);
                }
            }
        }
        return taken;
    }

    private static boolean strikes(CommandContext context, int fault, int times) {
        List<Integer> used = context.live.faultsUsed();
        if (used.get(fault) >= times) {
            return false;
        }
        List<Integer> counts = new ArrayList<>(used);
        counts.set(fault, used.get(fault) + 1);
        context.live = context.live.withFaultsUsed(counts);
        return true;
    }
}

package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.qemu.BooleanText;
import dev.outset.qemu.OptionMember;
import java.util.ArrayList;
import java.util.List;

/** The minimum sandbox of every QEMU ({@code softmmu/qemu-seccomp.c: parse_sandbox}). */
final class SandboxMinimum {

    private SandboxMinimum() {}

    /**
     * Checks a {@code -sandbox}. All members of a key must satisfy the minimum, because it depends on the release which
     * of several members or filters applies.
     */
    static List<BrokenRule> check(List<ProcessSettings.SystemCalls> minimum, List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        if (minimum.isEmpty()) {
            return faults;
        }
        List<String> enabled = OptionMember.values(leaves, "enable");
        if (enabled.isEmpty() || !enabled.stream().allMatch(BooleanText::isOn)) {
            faults.add(fault("the sandbox is off, but outset.process.sandbox requires it", "Enable the sandbox"));
        }
        for (ProcessSettings.SystemCalls calls : minimum) {
            List<String> values = OptionMember.values(leaves, calls.key());
            // By default, QEMU denies obsolete calls and allows the others.
            boolean isDenied = values.isEmpty()
                    ? calls == ProcessSettings.SystemCalls.OBSOLETE
                    : values.stream().allMatch("deny"::equals);
            if (!isDenied) {
                faults.add(fault(
                        "outset.process.sandbox requires " + calls.key() + "=deny",
                        calls == ProcessSettings.SystemCalls.SPAWN
                                ? "Deny spawn, and remove everything that makes QEMU start a program"
                                : "Deny " + calls.key()));
            }
        }
        return faults;
    }

    private static BrokenRule fault(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.SANDBOX, why, action);
    }
}

package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.OptionLeaf;
import dev.outset.launch.policy.rule.PolicyViolation;
import java.util.ArrayList;
import java.util.List;

/** The sandbox that every QEMU has at least ({@code softmmu/qemu-seccomp.c: parse_sandbox}). */
final class SandboxMinimum {

    private SandboxMinimum() {}

    /**
     * What is wrong with a {@code -sandbox}. Every member counts and not only the last one of a key, since several filters
     * and several members are told apart by the release.
     */
    static List<BrokenRule> check(List<ProcessSettings.SystemCalls> floor, List<OptionLeaf> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        if (floor.isEmpty()) {
            return faults;
        }
        List<String> enabled = OptionLeaf.values(leaves, "enable");
        if (enabled.isEmpty() || !enabled.stream().allMatch(OptionLeaf::isOn)) {
            faults.add(fault("the sandbox is off, and outset.process.sandbox asks for one", "Enable the sandbox"));
        }
        for (ProcessSettings.SystemCalls calls : floor) {
            List<String> values = OptionLeaf.values(leaves, calls.key());
            // Obsolete calls are denied unless they are allowed, the others the other way round.
            boolean isDenied = values.isEmpty()
                    ? calls == ProcessSettings.SystemCalls.OBSOLETE
                    : values.stream().allMatch("deny"::equals);
            if (!isDenied) {
                faults.add(fault(
                        "outset.process.sandbox asks for " + calls.key() + "=deny",
                        calls == ProcessSettings.SystemCalls.SPAWN
                                ? "Deny spawn, and ask for nothing that makes QEMU start a program"
                                : "Deny " + calls.key()));
            }
        }
        return faults;
    }

    private static BrokenRule fault(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.SANDBOX, why, action);
    }
}

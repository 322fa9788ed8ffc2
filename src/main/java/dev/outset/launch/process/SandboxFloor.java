package dev.outset.launch.process;

import java.util.ArrayList;
import java.util.List;

/** The sandbox that every QEMU has at least ({@code softmmu/qemu-seccomp.c: parse_sandbox}). */
final class SandboxFloor {

    private SandboxFloor() {}

    /**
     * What is wrong with a {@code -sandbox}. Every member counts and not only the last one of a key, since several filters
     * and several members are told apart by the release.
     */
    static List<Fault> check(List<ProcessSettings.SystemCalls> floor, List<OptionLeaf> leaves) {
        List<Fault> faults = new ArrayList<>();
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

    private static Fault fault(String why, String action) {
        return new Fault(Objection.Rule.SANDBOX, why, action);
    }
}

package dev.outset.validation.hardware;

import dev.outset.validation.rule.Rule;
import java.util.List;
import java.util.stream.Stream;

/** The rules for the machine and its devices, and for the texts and ids in a definition. */
public final class HardwareRules {

    private HardwareRules() {}

    /** Returns the rules in the order in which their violations are reported. */
    public static List<Rule> all() {
        return Stream.of(
                        TextRules.all(),
                        MachineRules.all(),
                        FirmwareRules.all(),
                        CpuRules.all(),
                        MemoryRules.all(),
                        IdRules.all(),
                        PciRules.all(),
                        DiskRules.all(),
                        NetworkRules.all(),
                        ConsoleRules.all(),
                        SecurityRules.all())
                .flatMap(List::stream)
                .toList();
    }
}

package dev.outset.validation.hardware;

import dev.outset.catalogue.MachineType;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.UnknownNameAdvisor;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;
import java.util.Optional;

/** The machine type has to be one of the release. */
final class MachineRules {

    private static final String POINTER = "/machine/type";

    private MachineRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("machine-type", MachineRules::known),
                new Rule("machine-type-deprecated", MachineRules::deprecated));
    }

    private static void known(ValidationContext subject, ViolationCollector findings) {
        String name = subject.spec().machine().type();
        Optional<MachineType> type = subject.catalogue().machineType(name);
        if (type.isEmpty()) {
            UnknownNameAdvisor.Unknown unknown = subject.names().machineType(name);
            findings.error(
                    POINTER,
                    unknown.message(),
                    unknown.action(),
                    subject.catalogue().behaviour().machineUnsupported().replace("%s", name));
        } else if (!type.get().architecture().equals("x86_64")) {
            findings.error(
                    POINTER,
                    "'" + name + "' is a machine of " + type.get().architecture()
                            + "; definitions are for qemu-system-x86_64",
                    "Choose a machine type of x86_64, such as q35");
        }
    }

    private static void deprecated(ValidationContext subject, ViolationCollector findings) {
        subject.catalogue().machineType(subject.spec().machine().type()).ifPresent(type -> {
            String reason = type.deprecationReason();
            if (reason != null) {
                findings.warning(
                        POINTER,
                        "QEMU " + subject.catalogue().version() + " discourages '" + type.name() + "': " + reason,
                        "Plan the change to a newer machine type",
                        "Machine type '" + type.name() + "' is deprecated: " + reason);
            }
        });
    }
}

package dev.outset.validation.hardware;

import dev.outset.catalogue.MachineType;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.UnknownNameAdvisor;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.List;
import java.util.Optional;

/** Rules for the machine type, which must exist in the release. */
final class MachineRules {

    private static final String POINTER = "/machine/type";

    private MachineRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("machine-type", MachineRules::known),
                new Rule("machine-type-deprecated", MachineRules::deprecated));
    }

    private static void known(ValidationContext context, ViolationCollector findings) {
        String name = context.spec().machine().type();
        Optional<MachineType> type = context.machineType();
        if (type.isEmpty()) {
            UnknownNameAdvisor.Unknown unknown =
                    new UnknownNameAdvisor(context.catalogues(), context.catalogue()).machineType(name);
            findings.error(
                    POINTER,
                    unknown.message(),
                    unknown.action(),
                    context.catalogue().behaviour().machineUnsupported().replace("%s", name));
        } else if (!type.get().architecture().equals("x86_64")) {
            findings.error(
                    POINTER,
                    "'" + name + "' is a machine type for " + type.get().architecture()
                            + "; definitions are for qemu-system-x86_64",
                    "Choose an x86_64 machine type, such as q35");
        }
    }

    private static void deprecated(ValidationContext context, ViolationCollector findings) {
        context.machineType().ifPresent(type -> {
            String reason = type.deprecationReason();
            if (reason != null) {
                findings.warning(
                        POINTER,
                        "QEMU " + context.catalogue().version() + " deprecates '" + type.name() + "': " + reason,
                        "Plan to change to a newer machine type",
                        "Machine type '" + type.name() + "' is deprecated: " + reason);
            }
        });
    }
}

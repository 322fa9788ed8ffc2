package dev.outset.validation.hardware;

import dev.outset.catalogue.MachineType;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.UnknownNameAdvisor;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.machine.Machine;
import java.util.List;
import java.util.Optional;

/** Rules for the machine type and the versioned type that it is resolved to, which must exist in the release. */
final class MachineRules {

    private static final String POINTER = "/machine/type";

    private static final String RESOLVED = "/machine/resolved";

    private MachineRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("machine-type", MachineRules::known),
                new Rule("machine-type-resolved", MachineRules::resolved),
                new Rule("machine-type-deprecated", MachineRules::deprecated));
    }

    private static void known(ValidationContext context, ViolationCollector findings) {
        String name = context.spec().machine().type();
        Optional<MachineType> type = context.catalogue().machineType(name);
        if (type.isEmpty()) {
            UnknownNameAdvisor.Unknown unknown = unknown(context, name);
            findings.error(POINTER, unknown.message(), unknown.action(), unsupported(context, name));
        } else if (!type.get().architecture().equals("x86_64")) {
            findings.error(
                    POINTER,
                    "'" + name + "' is a machine type for " + type.get().architecture()
                            + "; definitions are for qemu-system-x86_64",
                    "Choose an x86_64 machine type, such as q35");
        }
    }

    private static void resolved(ValidationContext context, ViolationCollector findings) {
        Machine machine = context.spec().machine();
        String resolved = machine.resolved();
        Optional<MachineType> requested = context.catalogue().machineType(machine.type());
        if (resolved == null || requested.isEmpty()) {
            return;
        }
        MachineType newest = requested.get();
        Optional<MachineType> type = context.machineType();
        if (!machine.type().equals(newest.alias())) {
            findings.error(
                    RESOLVED, "'" + machine.type() + "' is not an alias", "Remove it, or set it as machine.type");
        } else if (type.isEmpty()) {
            findings.error(
                    RESOLVED,
                    unknown(context, resolved).message(),
                    "Keep the QEMU release, or set machine.resolved to a machine type that QEMU "
                            + context.catalogue().version() + " has, such as " + newest.name()
                            + "; the guest then boots with that machine",
                    unsupported(context, resolved));
        } else if (!type.get().name().equals(resolved) || !type.get().family().equals(newest.family())) {
            findings.error(
                    RESOLVED,
                    "'" + resolved + "' is not a version of '" + machine.type() + "'",
                    "Remove it, or set a versioned " + newest.family() + " machine type, such as " + newest.name());
        }
    }

    private static UnknownNameAdvisor.Unknown unknown(ValidationContext context, String name) {
        return new UnknownNameAdvisor(context.catalogues(), context.catalogue()).machineType(name);
    }

    private static String unsupported(ValidationContext context, String name) {
        return context.catalogue().behaviour().machineUnsupported().replace("%s", name);
    }

    private static void deprecated(ValidationContext context, ViolationCollector findings) {
        context.machineType().ifPresent(type -> {
            String reason = type.deprecationReason();
            if (reason != null) {
                findings.warning(
                        context.spec().machine().resolved() == null ? POINTER : RESOLVED,
                        "QEMU " + context.catalogue().version() + " deprecates '" + type.name() + "': " + reason,
                        "Plan to change to a newer machine type",
                        "Machine type '" + type.name() + "' is deprecated: " + reason);
            }
        });
    }
}

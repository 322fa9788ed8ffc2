package dev.outset.validation;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.Machine;

/**
 * Resolves aliases of machine types. An alias such as {@code q35} is another machine in each release; a VM keeps the
 * versioned machine type of the release that it was created for, so that its guest sees the same machine after an
 * upgrade of QEMU, and can be migrated.
 */
public final class MachineTypeAlias {

    private MachineTypeAlias() {}

    /**
     * Returns a definition with its alias resolved, unless it is resolved already.
     *
     * @param spec the definition; its machine type may be unknown
     * @param catalogues the catalogues of all known releases
     */
    public static VmSpec resolve(VmSpec spec, Catalogues catalogues) {
        Machine machine = spec.machine();
        String type = machine.type();
        String effective = machine.effectiveType();
        String versioned = effective.equals(type)
                ? catalogues
                        .find(spec.qemu().version())
                        .flatMap(catalogue -> catalogue.machineType(type))
                        .map(MachineType::name)
                        .orElse(type)
                : effective;
        return spec.withMachine(machine.withType(type, versioned.equals(type) ? null : versioned));
    }
}

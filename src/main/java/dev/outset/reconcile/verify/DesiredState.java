package dev.outset.reconcile.verify;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.List;

/**
 * The desired state of a VM.
 *
 * @param definition the definition
 * @param catalogue the catalogue of its release
 * @param plan how the settings are delivered to QEMU
 * @param arguments the arguments of QEMU, without the program name
 */
public record DesiredState(
        VmDefinition definition, QemuCatalogue catalogue, DeliveryPlan plan, List<String> arguments) {

    public DesiredState {
        arguments = List.copyOf(arguments);
    }

    /** Returns the spec of the definition. */
    public VmSpec spec() {
        return definition.spec();
    }

    /** Returns the generation of the definition. */
    public long generation() {
        return definition.generation();
    }
}

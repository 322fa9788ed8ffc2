package dev.outset.reconcile.verify;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.List;

/**
 * What a definition comes to.
 *
 * @param definition the definition
 * @param catalogue its release
 * @param plan how everything gets into its QEMU
 * @param arguments the argument list of its QEMU
 */
public record DesiredState(
        VmDefinition definition, QemuCatalogue catalogue, DeliveryPlan plan, List<String> arguments) {

    public DesiredState {
        arguments = List.copyOf(arguments);
    }

    public VmSpec spec() {
        return definition.spec();
    }

    public long generation() {
        return definition.generation();
    }
}

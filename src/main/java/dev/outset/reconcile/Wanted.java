package dev.outset.reconcile;

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
record Wanted(VmDefinition definition, QemuCatalogue catalogue, DeliveryPlan plan, List<String> arguments) {

    Wanted {
        arguments = List.copyOf(arguments);
    }

    VmSpec spec() {
        return definition.spec();
    }

    long generation() {
        return definition.generation();
    }
}

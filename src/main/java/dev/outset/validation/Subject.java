package dev.outset.validation;

import dev.outset.catalogue.Catalogues;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.migration.MigrationCapability;
import dev.outset.qemu.QemuVersion;
import dev.outset.vm.Board;
import dev.outset.vm.Migration;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the rules look at.
 *
 * @param spec the definition in canonical units
 * @param catalogue its release
 * @param catalogues every release
 * @param plan how its wishes are delivered
 */
record Subject(VmSpec spec, QemuCatalogue catalogue, Catalogues catalogues, DeliveryPlan plan) {

    Migration migration() {
        return spec.migration();
    }

    /** The board of the machine type; that of q35 where the release does not know the type. */
    Board board() {
        return catalogue
                .machineType(spec.machine().type())
                .map(MachineType::family)
                .map(Board::of)
                .orElse(Board.Q35);
    }

    /** The real name of the machine type; the name as written where the release does not know it. */
    String realMachineName() {
        return catalogue
                .machineType(spec.machine().type())
                .map(MachineType::name)
                .orElse(spec.machine().type());
    }

    /** The version in the name of the machine type; the release's own for machines without one. */
    QemuVersion machineVersion() {
        return catalogue
                .machineType(spec.machine().type())
                .map(MachineType::machineVersion)
                .map(QemuVersion::parse)
                .orElse(catalogue.version());
    }

    Names names() {
        return new Names(catalogues, catalogue);
    }

    /** Where each parameter and capability is wished for, by QAPI name; the wish that is delivered last counts. */
    Map<String, String> wishes() {
        Map<String, String> wishes = new LinkedHashMap<>();
        for (Delivery delivery : plan.deliveries()) {
            wishes.put(qapiName(delivery), delivery.pointer());
        }
        return wishes;
    }

    /** The capabilities when the migration object is created: every one is off but those set by {@code -global}. */
    Map<MigrationCapability, Boolean> capabilitiesAtObject() {
        return plan.capabilitiesAtObject(catalogue);
    }

    /** The capabilities when everything is delivered. */
    Map<MigrationCapability, Boolean> capabilitiesInTheEnd() {
        Map<MigrationCapability, Boolean> capabilities = capabilitiesAtObject();
        capabilities.putAll(plan.capabilitiesOverQmp());
        return capabilities;
    }

    private String qapiName(Delivery delivery) {
        return delivery instanceof Delivery.GlobalProperty global
                ? catalogue
                        .property(global.property())
                        .map(property -> switch (property.sets()) {
                            case MigrationProperty.Sets.Parameter(var row) -> row.name();
                            case MigrationProperty.Sets.Capability(var row) -> row.name();
                            case MigrationProperty.Sets.Internal _ -> global.property();
                        })
                        .orElse(global.name())
                : delivery.name();
    }
}

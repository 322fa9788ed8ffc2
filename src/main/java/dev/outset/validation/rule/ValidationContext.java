package dev.outset.validation.rule;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.parameters.MigrationCapability;
import dev.outset.qemu.QemuVersion;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.BoardDevices;
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
public record ValidationContext(VmSpec spec, QemuCatalogue catalogue, Catalogues catalogues, DeliveryPlan plan) {

    public MigrationSpec migration() {
        return spec.migration();
    }

    /** The board of the machine type; that of q35 where the release does not know the type. */
    public BoardDevices board() {
        return catalogue
                .machineType(spec.machine().type())
                .map(MachineType::family)
                .map(BoardDevices::of)
                .orElse(BoardDevices.Q35);
    }

    /** The real name of the machine type; the name as written where the release does not know it. */
    public String realMachineName() {
        return catalogue
                .machineType(spec.machine().type())
                .map(MachineType::name)
                .orElse(spec.machine().type());
    }

    /** The version in the name of the machine type; the release's own for machines without one. */
    public QemuVersion machineVersion() {
        return catalogue
                .machineType(spec.machine().type())
                .map(MachineType::machineVersion)
                .map(QemuVersion::parse)
                .orElse(catalogue.version());
    }

    public UnknownNameAdvisor names() {
        return new UnknownNameAdvisor(catalogues, catalogue);
    }

    /** Where each parameter and capability is wished for, by QAPI name; the wish that is delivered last counts. */
    public Map<String, String> wishes() {
        Map<String, String> wishes = new LinkedHashMap<>();
        for (Delivery delivery : plan.deliveries()) {
            wishes.put(qapiName(delivery), delivery.pointer());
        }
        return wishes;
    }

    /** The capabilities when the migration object is created: every one is off but those set by {@code -global}. */
    public Map<MigrationCapability, Boolean> capabilitiesAtObject() {
        return plan.capabilitiesAtObject(catalogue);
    }

    /** The capabilities when everything is delivered. */
    public Map<MigrationCapability, Boolean> capabilitiesInTheEnd() {
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

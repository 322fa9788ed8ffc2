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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The input of the validation rules. */
public final class ValidationContext {

    private final VmSpec spec;

    private final QemuCatalogue catalogue;

    private final Catalogues catalogues;

    private final DeliveryPlan plan;

    private final Map<String, String> requestedPointers = new LinkedHashMap<>();

    /**
     * Creates an instance.
     *
     * @param spec the definition in canonical units
     * @param catalogue the catalogue of its release
     * @param catalogues the catalogues of all known releases
     * @param plan how the requested settings are delivered
     */
    public ValidationContext(VmSpec spec, QemuCatalogue catalogue, Catalogues catalogues, DeliveryPlan plan) {
        this.spec = spec;
        this.catalogue = catalogue;
        this.catalogues = catalogues;
        this.plan = plan;
        plan.deliveries().forEach(delivery -> requestedPointers.put(qapiName(delivery), delivery.pointer()));
    }

    /** The definition in canonical units. */
    public VmSpec spec() {
        return spec;
    }

    /** The catalogue of the release of the definition. */
    public QemuCatalogue catalogue() {
        return catalogue;
    }

    /** How the requested settings are delivered. */
    public DeliveryPlan plan() {
        return plan;
    }

    /** The first release, from that of the definition on, whose catalogue has a feature. */
    public Optional<QemuVersion> firstReleaseWith(Predicate<QemuCatalogue> feature) {
        return catalogues.versions().stream()
                .filter(version -> version.isAtLeast(catalogue.version()) && feature.test(catalogues.of(version)))
                .findFirst();
    }

    /** The migration settings of the definition. */
    public MigrationSpec migration() {
        return spec.migration();
    }

    /** The machine type, if the release has it. */
    private Optional<MachineType> machineType() {
        return catalogue.machineType(spec.machine().type());
    }

    /** The board of the machine type; the board of q35 if the release does not have the type. */
    public BoardDevices board() {
        return machineType().map(MachineType::family).map(BoardDevices::of).orElse(BoardDevices.Q35);
    }

    /** The machine type with aliases resolved; the name as written if the release does not have it. */
    public String realMachineName() {
        return machineType().map(MachineType::name).orElse(spec.machine().type());
    }

    /** The version of a versioned machine type; the version of the release for other types. */
    public QemuVersion machineVersion() {
        return machineType()
                .map(MachineType::machineVersion)
                .map(QemuVersion::parse)
                .orElse(catalogue.version());
    }

    /** The advisor for names that the release does not have. */
    public UnknownNameAdvisor names() {
        return new UnknownNameAdvisor(catalogues, catalogue);
    }

    /** The JSON pointer of each requested parameter and capability, by QAPI name; the last delivery takes precedence. */
    public Map<String, String> requestedPointers() {
        return Collections.unmodifiableMap(requestedPointers);
    }

    /** The capabilities when QEMU creates the migration object: all are off except those set by {@code -global}. */
    public Map<MigrationCapability, Boolean> capabilitiesAtObject() {
        return plan.capabilitiesAtObjectCreation(catalogue);
    }

    /** The capabilities after all settings are delivered. */
    public Map<MigrationCapability, Boolean> finalCapabilities() {
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

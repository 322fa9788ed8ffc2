package dev.outset.validation.rule;

import dev.outset.binding.UnreadParts;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.parameters.MigrationCapability;
import dev.outset.qemu.QemuVersion;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.BoardDevices;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The input of the validation rules.
 *
 * @param spec the definition in canonical units
 * @param catalogue the catalogue of its release
 * @param catalogues the catalogues of all known releases
 * @param plan how the requested settings are delivered
 * @param requestedPointers the JSON pointer of each requested parameter and capability, by QAPI name; the last delivery
 *     takes precedence
 * @param unread the parts of the definition that are not valid by themselves
 */
public record ValidationContext(
        VmSpec spec,
        QemuCatalogue catalogue,
        Catalogues catalogues,
        DeliveryPlan plan,
        Map<String, String> requestedPointers,
        UnreadParts unread) {

    /** Creates the input from a definition, the catalogues and the delivery plan. */
    public static ValidationContext of(
            VmSpec spec, QemuCatalogue catalogue, Catalogues catalogues, DeliveryPlan plan, UnreadParts unread) {
        Map<String, String> pointers = new LinkedHashMap<>();
        plan.deliveries().forEach(delivery -> pointers.put(qapiName(delivery, catalogue), delivery.pointer()));
        return new ValidationContext(spec, catalogue, catalogues, plan, Collections.unmodifiableMap(pointers), unread);
    }

    /** Whether a field is valid by itself, so that rules can rely on it. */
    public boolean canRead(String pointer) {
        return !unread.affect(pointer);
    }

    /** Whether members of a part are valid by themselves. */
    public boolean canRead(Located<?> part, String... members) {
        return Arrays.stream(members).map(part::at).allMatch(this::canRead);
    }

    /** Whether parameters and capabilities are valid by themselves in every layer. */
    public boolean canRead(Stream<String> settings) {
        return unread.isEmpty() || settings.noneMatch(this::isUnread);
    }

    private boolean isUnread(String setting) {
        List<String> layers =
                catalogue.capability(new MigrationCapability(setting)).isPresent()
                        ? List.of("/migration/capabilities")
                        : List.of("/migration/early", "/migration/live");
        return layers.stream().anyMatch(layer -> unread.affect(JsonPointer.child(layer, setting)))
                || catalogue.properties().stream()
                        .filter(property -> qapiName(property).equals(setting))
                        .anyMatch(property -> unread.affect(JsonPointer.child("/migration/globals", property.name())));
    }

    private static String qapiName(Delivery delivery, QemuCatalogue catalogue) {
        return delivery instanceof Delivery.GlobalProperty global
                ? catalogue
                        .property(global.property())
                        .map(ValidationContext::qapiName)
                        .orElse(global.name())
                : delivery.name();
    }

    private static String qapiName(MigrationProperty property) {
        return switch (property.sets()) {
            case MigrationProperty.Sets.Parameter(var row) -> row.name();
            case MigrationProperty.Sets.Capability(var row) -> row.name();
            case MigrationProperty.Sets.Internal _ -> property.name();
        };
    }

    /** The first later release that has a feature; empty if the release of the definition has it, or if none does. */
    public Optional<QemuVersion> addedIn(Predicate<QemuCatalogue> feature) {
        return feature.test(catalogue)
                ? Optional.empty()
                : catalogues.versions().stream()
                        .filter(version ->
                                version.isAtLeast(catalogue.version()) && feature.test(catalogues.of(version)))
                        .findFirst();
    }

    /** The migration settings of the definition. */
    public MigrationSpec migration() {
        return spec.migration();
    }

    /** The machine type that QEMU runs, if the release has it. */
    public Optional<MachineType> machineType() {
        return catalogue.machineType(spec.machine().effectiveType());
    }

    /** The board of the machine type; the board of q35 if the release does not have the type. */
    public BoardDevices board() {
        return machineType().map(MachineType::family).map(BoardDevices::of).orElse(BoardDevices.Q35);
    }

    /** The machine type with aliases resolved; the name as written if the release does not have it. */
    public String realMachineName() {
        return machineType().map(MachineType::name).orElse(spec.machine().effectiveType());
    }
}

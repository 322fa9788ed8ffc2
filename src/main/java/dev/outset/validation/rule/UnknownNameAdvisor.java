package dev.outset.validation.rule;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.violation.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Explains a name that a release does not have: the releases that have it, or the name that was probably meant.
 *
 * @param catalogues the catalogues of all known releases
 * @param catalogue the catalogue of the release to explain
 */
public record UnknownNameAdvisor(Catalogues catalogues, QemuCatalogue catalogue) {

    /**
     * The explanation of an unknown name.
     *
     * @param message the problem
     * @param action how to fix it
     */
    public record Unknown(String message, String action) {}

    /** Explains a migration parameter that the release does not have. */
    public Unknown parameter(String name) {
        return history("parameter", name, UnknownNameAdvisor::parameterNames)
                .or(() -> asProperty("parameter", name))
                .or(() -> capabilityNames(catalogue).contains(name)
                        ? Optional.of(new Unknown(
                                "'" + name + "' is a capability, not a parameter", "Move it to capabilities"))
                        : Optional.empty())
                .orElseGet(() -> unknown("migration parameter", name, parameterNames(catalogue)));
    }

    /** Explains a migration capability that the release does not have. */
    public Unknown capability(String name) {
        return history("capability", name, UnknownNameAdvisor::capabilityNames)
                .or(() -> asProperty("capability", name))
                .or(() -> parameterNames(catalogue).contains(name)
                        ? Optional.of(new Unknown(
                                "'" + name + "' is a parameter, not a capability", "Move it to early or live"))
                        : Optional.empty())
                .orElseGet(() -> unknown("migration capability", name, capabilityNames(catalogue)));
    }

    /** Explains a property of the migration object that the release does not have. */
    public Unknown property(String name) {
        return spelling(name)
                .or(() -> history("property", name, UnknownNameAdvisor::propertyNames))
                .orElseGet(() -> unknown("property of the migration object", name, propertyNames(catalogue)));
    }

    /** Explains a machine type that the release does not have. */
    public Unknown machineType(String name) {
        return history("machine type", name, UnknownNameAdvisor::machineNames)
                .orElseGet(() -> unknown("machine type", name, machineNames(catalogue)));
    }

    private Optional<Unknown> asProperty(String kind, String name) {
        return catalogue
                .property(name)
                .flatMap(UnknownNameAdvisor::qapiName)
                .map(qapi -> new Unknown(
                        "'" + name + "' is a -global property; the " + kind + " is called '" + qapi + "'",
                        "Use " + qapi + ", or move it to globals"));
    }

    private Optional<Unknown> spelling(String name) {
        return catalogue.properties().stream()
                .filter(property -> qapiName(property).filter(name::equals).isPresent())
                .findFirst()
                .map(property -> new Unknown(
                        "'" + name + "' is the QAPI name; its -global property is called '" + property.name() + "'",
                        "Use " + property.name() + ", or move " + name + " out of globals"))
                .or(() -> parameterNames(catalogue).contains(name)
                        ? Optional.of(new Unknown(
                                "QEMU " + catalogue.version() + " has no -global property for '" + name + "'",
                                "Move it to early or live"))
                        : Optional.empty());
    }

    private static List<String> parameterNames(QemuCatalogue catalogue) {
        return catalogue.parameters().stream().map(ParameterSpec::name).toList();
    }

    private static List<String> capabilityNames(QemuCatalogue catalogue) {
        return catalogue.capabilities().stream().map(CapabilitySpec::name).toList();
    }

    private static List<String> propertyNames(QemuCatalogue catalogue) {
        return catalogue.properties().stream().map(MigrationProperty::name).toList();
    }

    private static List<String> machineNames(QemuCatalogue catalogue) {
        return catalogue.machineTypes().stream().map(MachineType::name).toList();
    }

    private Optional<Unknown> history(String kind, String name, Function<QemuCatalogue, List<String>> names) {
        List<QemuVersion> known = catalogues.versions().stream()
                .filter(version -> names.apply(catalogues.of(version)).contains(name))
                .toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        QemuVersion version = catalogue.version();
        if (version.isBefore(known.getFirst())) {
            return Optional.of(new Unknown(
                    "The " + kind + " '" + name + "' is not in " + version + "; added in " + known.getFirst(),
                    "Leave it out, or choose QEMU " + known.getFirst() + " or newer"));
        }
        QemuVersion removed = catalogues.versions().stream()
                .filter(later -> !later.isBefore(known.getLast()) && !later.equals(known.getLast()))
                .findFirst()
                .orElse(version);
        return Optional.of(new Unknown(
                "The " + kind + " '" + name + "' is not in " + version + "; removed in " + removed,
                "Leave it out, or choose QEMU " + known.getLast() + " or older"));
    }

    private Unknown unknown(String kind, String name, Collection<String> known) {
        String shown = ViolationCollector.abbreviated(name);
        Optional<String> meant = NearestName.of(name.replace('_', '-'), known);
        return new Unknown(
                "QEMU " + catalogue.version() + " has no " + kind + " '" + shown + "'"
                        + meant.map(other -> "; did you mean '" + other + "'?").orElse(""),
                meant.map(other -> "Use " + other).orElse("Leave it out"));
    }

    /** The QAPI name of what a property sets, if it has another one. */
    private static Optional<String> qapiName(MigrationProperty property) {
        Optional<String> qapi = switch (property.sets()) {
            case MigrationProperty.Sets.Parameter(var spec) -> Optional.of(spec.name());
            case MigrationProperty.Sets.Capability(var spec) -> Optional.of(spec.name());
            case MigrationProperty.Sets.Internal _ -> Optional.empty();
        };
        return qapi.filter(name -> !name.equals(property.name()));
    }
}

package dev.outset.validation;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.QemuVersion;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The result of validating one definition against every QEMU release.
 *
 * @param releases the result for each release, oldest first
 */
public record PortabilityReport(List<Release> releases) {

    /**
     * The result for one release.
     *
     * @param version the QEMU release
     * @param accepted whether the definition is valid for this release
     * @param spec the definition for this release, in canonical units
     * @param violations the errors and warnings
     * @param gone the parameters, capabilities and properties that do not exist in this release
     * @param discouraged the requested items that this release deprecates
     * @param changes the values that differ from the definition's own release without being requested
     * @param plan how each requested setting is delivered in this release
     */
    public record Release(
            QemuVersion version,
            boolean accepted,
            VmSpec spec,
            Violations violations,
            List<Violation> gone,
            List<Violation> discouraged,
            List<Change> changes,
            DeliveryPlan plan) {

        public Release {
            gone = List.copyOf(gone);
            discouraged = List.copyOf(discouraged);
            changes = List.copyOf(changes);
        }
    }

    /**
     * A value that differs between two releases.
     *
     * @param name a parameter, or {@code machine-type}
     * @param here the value in the definition's own release; null if that release does not have it
     * @param there the value in the other release; null if that release does not have it
     * @param reason the reason for the difference
     */
    @Schema(name = "PortabilityChange")
    public record Change(
            String name, @Nullable String here, @Nullable String there, String reason) {}

    public PortabilityReport {
        releases = List.copyOf(releases);
    }

    /**
     * Creates the report of a definition.
     *
     * @param spec the definition
     * @param catalogues the catalogues of all known releases
     * @param validator the rules to apply
     */
    public static PortabilityReport of(VmSpec spec, Catalogues catalogues, Validator validator) {
        QemuCatalogue ownCatalogue =
                catalogues.find(spec.qemu().version()).orElseGet(() -> catalogues.of(catalogues.newest()));
        Release own = release(spec, ownCatalogue, catalogues, validator, null);
        List<Release> releases = new ArrayList<>();
        for (QemuVersion version : catalogues.versions()) {
            releases.add(
                    version.equals(ownCatalogue.version())
                            ? own
                            : release(spec, catalogues.of(version), catalogues, validator, own));
        }
        return new PortabilityReport(releases);
    }

    private static Release release(
            VmSpec spec, QemuCatalogue catalogue, Catalogues catalogues, Validator validator, @Nullable Release own) {
        // The choice applies only to releases that the proposed option can be built on.
        boolean config = catalogue.incoming().supportsConfig() && spec.qemu().incomingConfig();
        VmSpec there = spec.withQemu(new QemuChoice(catalogue.version(), config));
        PlannedDefinition validated = validator.plan(there, catalogues, UnaryOperator.identity());
        return new Release(
                catalogue.version(),
                !validated.violations().hasErrors(),
                validated.spec(),
                validated.violations(),
                having(validated, "unknown-"),
                having(validated, "deprecated"),
                own == null ? List.of() : changes(own, catalogues.of(own.version()), validated, catalogue),
                validated.plan());
    }

    private static List<Violation> having(PlannedDefinition validated, String part) {
        return validated.violations().all().stream()
                .filter(violation -> violation.rule().contains(part))
                .toList();
    }

    private static List<Change> changes(
            Release own, QemuCatalogue ownCatalogue, PlannedDefinition planned, QemuCatalogue catalogue) {
        List<Change> changes = new ArrayList<>();
        VmSpec spec = planned.spec();
        Map<MigrationParameter, EffectiveValue> effective = planned.plan().effective();
        String here = machine(own.spec(), ownCatalogue);
        String there = machine(spec, catalogue);
        if (here != null && there != null && !here.equals(there)) {
            changes.add(new Change(
                    "machine-type", here, there, "'" + spec.machine().type() + "' is an alias of the newest type"));
        }
        effective.forEach((parameter, value) -> {
            EffectiveValue before = own.plan().effective().get(parameter);
            if (before != null && !value.requested() && !Objects.equals(before.value(), value.value())) {
                changes.add(new Change(
                        value.name(),
                        text(before.value()),
                        text(value.value()),
                        "the value comes from " + before.layer() + " in " + ownCatalogue.version() + " and from "
                                + value.layer() + " in " + catalogue.version()));
            }
        });
        own.plan().effective().forEach((parameter, before) -> {
            if (!before.requested() && !effective.containsKey(parameter)) {
                changes.add(new Change(
                        before.name(),
                        text(before.value()),
                        null,
                        "QEMU " + catalogue.version() + " has no such parameter"));
            }
        });
        return changes;
    }

    private static @Nullable String machine(VmSpec spec, QemuCatalogue catalogue) {
        return catalogue
                .machineType(spec.machine().effectiveType())
                .map(MachineType::name)
                .orElse(null);
    }

    private static @Nullable String text(@Nullable ParameterValue value) {
        return value == null ? null : value.toString();
    }
}

package dev.outset.validation;

import dev.outset.catalogue.Catalogues;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.PropertySyntax;
import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameter;
import dev.outset.migration.MigrationParameters;
import dev.outset.migration.ParameterValue;
import dev.outset.vm.Migration;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings the migration part into canonical units; what a release does not know or cannot read is reported and left out. */
final class Canonical {

    private final QemuCatalogue catalogue;

    private final Names names;

    private final Findings findings;

    Canonical(Catalogues catalogues, QemuCatalogue catalogue, Findings findings) {
        this.catalogue = catalogue;
        this.names = new Names(catalogues, catalogue);
        this.findings = findings;
    }

    VmSpec of(VmSpec spec) {
        Migration given = spec.migration();
        return spec.withMigration(new Migration(
                given.onlyMigratable(),
                given.incoming(),
                parameters("/migration/early", given.early()),
                parameters("/migration/live", given.live()),
                capabilities(given.capabilities()),
                globals(given.globals()),
                given.onDrift()));
    }

    private MigrationParameters parameters(String pointer, MigrationParameters given) {
        Map<MigrationParameter, ParameterValue> canonical = new LinkedHashMap<>();
        given.values().forEach((parameter, value) -> {
            String below = Findings.below(pointer, parameter.name());
            catalogue
                    .parameter(parameter)
                    .ifPresentOrElse(
                            row -> accept(row, value, below, canonical), () -> unknown(parameter.name(), below));
        });
        return new MigrationParameters(canonical);
    }

    private void accept(
            ParameterSpec row,
            ParameterValue value,
            String pointer,
            Map<MigrationParameter, ParameterValue> canonical) {
        switch (ParameterForm.read(row, value)) {
            case ParameterForm.Outcome.Canonical(ParameterValue read) -> canonical.put(row.parameter(), read);
            case ParameterForm.Outcome.Refused refused ->
                findings.of("type").error(pointer, refused.message(), refused.action(), refused.qemu());
        }
    }

    private void unknown(String name, String pointer) {
        Names.Unknown unknown = names.parameter(name);
        findings.of("unknown-parameter")
                .error(pointer, unknown.message(), unknown.action(), "Parameter '" + name + "' is unexpected");
    }

    private Map<MigrationCapability, Boolean> capabilities(Map<MigrationCapability, Boolean> given) {
        Map<MigrationCapability, Boolean> known = new LinkedHashMap<>();
        given.forEach((capability, on) -> {
            if (catalogue.capability(capability).isPresent()) {
                known.put(capability, on);
                return;
            }
            Names.Unknown unknown = names.capability(capability.name());
            findings.of("unknown-capability")
                    .error(
                            Findings.below("/migration/capabilities", capability.name()),
                            unknown.message(),
                            unknown.action(),
                            "Parameter 'capability' does not accept value '" + capability.name() + "'");
        });
        return known;
    }

    private Map<String, ParameterValue> globals(Map<String, ParameterValue> given) {
        Map<String, ParameterValue> known = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            String pointer = Findings.below("/migration/globals", name);
            catalogue
                    .property(name)
                    .ifPresentOrElse(
                            property -> accept(property, value, pointer, known),
                            () -> unknownProperty(name, value, pointer));
        });
        return known;
    }

    private void accept(
            MigrationProperty property, ParameterValue value, String pointer, Map<String, ParameterValue> known) {
        String prefix = "can't apply global migration." + property.name() + "=" + value + ": ";
        switch (PropertySyntax.read(property.name(), property.type(), value.toString())) {
            case PropertySyntax.Reading.Value _ -> known.put(property.name(), value);
            case PropertySyntax.Reading.Refused(String qemu) ->
                findings.of("type")
                        .error(
                                pointer,
                                "'" + Findings.abbreviated(value.toString()) + "' is no value of the property '"
                                        + property.name() + "'",
                                "Write a value of type " + property.type().qapi(),
                                prefix + qemu);
        }
    }

    private void unknownProperty(String name, ParameterValue value, String pointer) {
        Names.Unknown unknown = names.property(name);
        findings.of("unknown-property")
                .error(
                        pointer,
                        unknown.message(),
                        unknown.action(),
                        "can't apply global migration." + name + "=" + value + ": Property 'migration." + name
                                + "' not found");
    }
}

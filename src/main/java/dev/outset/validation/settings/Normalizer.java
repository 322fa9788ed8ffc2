package dev.outset.validation.settings;

import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.delivery.PropertySyntax;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.rule.UnknownNameAdvisor;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converts the migration settings to canonical units. Unknown names and invalid values are reported and removed. */
public final class Normalizer {

    private final QemuCatalogue catalogue;

    private final UnknownNameAdvisor names;

    private final ViolationCollector findings;

    /** Creates a normalizer for one release that reports to {@code findings}. */
    public Normalizer(Catalogues catalogues, QemuCatalogue catalogue, ViolationCollector findings) {
        this.catalogue = catalogue;
        this.names = new UnknownNameAdvisor(catalogues, catalogue);
        this.findings = findings;
    }

    /** Returns the definition with normalized migration settings. */
    public VmSpec normalize(VmSpec spec) {
        MigrationSpec given = spec.migration();
        return spec.withMigration(new MigrationSpec(
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
            String below = JsonPointer.child(pointer, parameter.name());
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
        switch (ParameterNormalizer.normalize(row, value)) {
            case ParameterNormalizer.Outcome.Canonical(ParameterValue read) -> canonical.put(row.parameter(), read);
            case ParameterNormalizer.Outcome.Refused refused ->
                findings.forRule("type").error(pointer, refused.message(), refused.action(), refused.qemu());
        }
    }

    private void unknown(String name, String pointer) {
        UnknownNameAdvisor.Unknown unknown = names.parameter(name);
        findings.forRule("unknown-parameter")
                .error(pointer, unknown.message(), unknown.action(), "Parameter '" + name + "' is unexpected");
    }

    private Map<MigrationCapability, Boolean> capabilities(Map<MigrationCapability, Boolean> given) {
        Map<MigrationCapability, Boolean> known = new LinkedHashMap<>();
        given.forEach((capability, on) -> {
            if (catalogue.capability(capability).isPresent()) {
                known.put(capability, on);
                return;
            }
            UnknownNameAdvisor.Unknown unknown = names.capability(capability.name());
            findings.forRule("unknown-capability")
                    .error(
                            JsonPointer.child("/migration/capabilities", capability.name()),
                            unknown.message(),
                            unknown.action(),
                            "Parameter 'capability' does not accept value '" + capability.name() + "'");
        });
        return known;
    }

    private Map<String, ParameterValue> globals(Map<String, ParameterValue> given) {
        Map<String, ParameterValue> known = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            String pointer = JsonPointer.child("/migration/globals", name);
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
        switch (PropertySyntax.parse(property.name(), property.type(), value.toString())) {
            case PropertySyntax.Reading.Value _ -> known.put(property.name(), value);
            case PropertySyntax.Reading.Refused(String qemu) ->
                findings.forRule("type")
                        .error(
                                pointer,
                                "'" + ViolationCollector.abbreviated(value.toString())
                                        + "' is not a valid value of the property '" + property.name() + "'",
                                "Use a value of type " + property.type().qapi(),
                                prefix + qemu);
        }
    }

    private void unknownProperty(String name, ParameterValue value, String pointer) {
        UnknownNameAdvisor.Unknown unknown = names.property(name);
        findings.forRule("unknown-property")
                .error(
                        pointer,
                        unknown.message(),
                        unknown.action(),
                        "can't apply global migration." + name + "=" + value + ": Property 'migration." + name
                                + "' not found");
    }
}

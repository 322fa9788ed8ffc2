package dev.outset.validation;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.qemu.QemuVersion;
import dev.outset.validation.hardware.HardwareRules;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.validation.settings.HintRules;
import dev.outset.validation.settings.Normalizer;
import dev.outset.validation.settings.SettingsRules;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Validates a definition against its QEMU release and reports all errors and warnings at once. Stateless and
 * thread-safe.
 */
public final class Validator {

    private static final List<Rule> RULES = Stream.of(
                    HardwareRules.all(), SettingsRules.all(), ExtraArgumentRules.all(), HintRules.all())
            .flatMap(List::stream)
            .toList();

    private final List<Rule> rules;

    /** Creates a validator that rejects additional arguments. */
    public Validator() {
        this(false);
    }

    /**
     * Creates a validator.
     *
     * @param extraArgumentsAllowed whether definitions can contain additional QEMU arguments
     */
    public Validator(boolean extraArgumentsAllowed) {
        this.rules = extraArgumentsAllowed
                ? RULES
                : Stream.concat(RULES.stream(), ExtraArgumentRules.disallowed().stream())
                        .toList();
    }

    /**
     * Validates a definition.
     *
     * @param spec the definition as submitted
     * @param catalogues the catalogues of all known releases
     * @return the definition in canonical units, and the violations; their pointers are relative to the spec
     */
    public ValidationResult validate(VmSpec spec, Catalogues catalogues) {
        ViolationCollector findings = new ViolationCollector();
        QemuVersion version = spec.qemu().version();
        Optional<QemuCatalogue> catalogue = catalogues.find(version);
        if (catalogue.isEmpty()) {
            findings.forRule("qemu-version")
                    .error(
                            "/qemu/version",
                            "QEMU " + version + " is not in the catalogue",
                            "Choose one of "
                                    + String.join(
                                            ", ",
                                            catalogues.versions().stream()
                                                    .map(QemuVersion::toString)
                                                    .toList()));
            return new ValidationResult(spec, findings.violations());
        }
        PlannedDefinition planned = plan(spec, catalogue.get(), catalogues, UnaryOperator.identity(), findings);
        return new ValidationResult(planned.spec(), planned.violations());
    }

    /**
     * Validates a definition for a QEMU that is launched in another form than the definition.
     *
     * @param spec the definition as submitted
     * @param catalogues the catalogues of all known releases
     * @param launched returns the definition to launch QEMU with, for a definition in canonical units
     * @throws IllegalArgumentException if the release is not in the catalogue
     */
    public PlannedDefinition plan(VmSpec spec, Catalogues catalogues, UnaryOperator<VmSpec> launched) {
        return plan(spec, catalogues.of(spec.qemu().version()), catalogues, launched, new ViolationCollector());
    }

    private PlannedDefinition plan(
            VmSpec spec,
            QemuCatalogue catalogue,
            Catalogues catalogues,
            UnaryOperator<VmSpec> launched,
            ViolationCollector findings) {
        VmSpec canonical = new Normalizer(catalogues, catalogue, findings).normalize(spec);
        VmSpec launchedSpec = launched.apply(canonical);
        DeliveryPlan plan = DeliveryPlanner.plan(launchedSpec, catalogue);
        ValidationContext context = ValidationContext.of(canonical, catalogue, catalogues, plan);
        rules.forEach(rule -> rule.check().accept(context, findings.forRule(rule.id())));
        return new PlannedDefinition(canonical, launchedSpec, plan, findings.violations());
    }
}

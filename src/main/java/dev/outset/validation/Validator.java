package dev.outset.validation;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
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
import java.util.stream.Stream;

/** Checks a definition against its release: every error and warning at once. Pure and safe for many threads. */
public final class Validator {

    private static final List<Rule> RULES = Stream.of(
                    HardwareRules.all(), SettingsRules.all(), ExtraArgumentRules.all(), HintRules.all())
            .flatMap(List::stream)
            .toList();

    private final DeliveryPlanner planner = new DeliveryPlanner();

    private final List<Rule> rules;

    /** A validator that refuses further arguments. */
    public Validator() {
        this(false);
    }

    /**
     * A validator.
     *
     * @param extraArgumentsAllowed whether definitions may carry further arguments for QEMU
     */
    public Validator(boolean extraArgumentsAllowed) {
        this.rules = extraArgumentsAllowed
                ? RULES
                : Stream.concat(RULES.stream(), ExtraArgumentRules.refused().stream())
                        .toList();
    }

    /**
     * Checks a definition.
     *
     * @param spec the definition as the user wrote it
     * @param catalogues every known release
     * @return the definition in canonical units, and what was found; pointers start at the spec
     */
    public ValidationResult validate(VmSpec spec, Catalogues catalogues) {
        ViolationCollector findings = new ViolationCollector();
        QemuVersion version = spec.qemu().version();
        Optional<QemuCatalogue> catalogue = catalogues.find(version);
        if (catalogue.isEmpty()) {
            findings.of("qemu-version")
                    .error(
                            "/qemu/version",
                            "QEMU " + version + " is not in the catalogue",
                            "Choose one of "
                                    + String.join(
                                            ", ",
                                            catalogues.versions().stream()
                                                    .map(QemuVersion::toString)
                                                    .toList()));
            return new ValidationResult(spec, findings.all());
        }
        VmSpec canonical = new Normalizer(catalogues, catalogue.get(), findings).of(spec);
        ValidationContext subject =
                new ValidationContext(canonical, catalogue.get(), catalogues, planner.plan(canonical, catalogue.get()));
        rules.forEach(rule -> rule.check().check(subject, findings.of(rule.id())));
        return new ValidationResult(canonical, findings.all());
    }
}

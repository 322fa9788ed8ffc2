package dev.outset.validation;

import dev.outset.binding.UnreadParts;
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
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Validates a definition against its QEMU release and reports all errors and warnings at once. Stateless and
 * thread-safe.
 */
public final class Validator {

    private static final List<Rule> RULES = Stream.of(
                    HardwareRules.all(),
                    SettingsRules.all(),
                    PathRules.all(),
                    ExtraArgumentRules.all(),
                    HintRules.all())
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
        return validate(spec, catalogues, UnreadParts.none());
    }

    /**
     * Validates a definition of which parts may be invalid. Rules that need such a part are not evaluated.
     *
     * @param spec the definition as submitted
     * @param catalogues the catalogues of all known releases
     * @param unread the invalid parts, which have been reported
     * @return the definition in canonical units, and the violations; their pointers are relative to the spec
     */
    public ValidationResult validate(VmSpec spec, Catalogues catalogues, UnreadParts unread) {
        QemuVersion version = spec.qemu().version();
        boolean isVersionRead = !unread.affect("/qemu/version");
        Optional<QemuCatalogue> catalogue = catalogues.find(version).filter(_ -> isVersionRead);
        if (catalogue.isPresent()) {
            PlannedDefinition planned = plan(spec, catalogue.get(), catalogues, UnaryOperator.identity(), unread);
            return new ValidationResult(planned.spec(), planned.violations());
        }
        Violations common = common(spec, catalogues, unread);
        return new ValidationResult(
                spec, isVersionRead ? unknownVersion(version, catalogues).mergedWith(common) : common);
    }

    private static Violations unknownVersion(QemuVersion version, Catalogues catalogues) {
        ViolationCollector findings = new ViolationCollector();
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
        return findings.violations();
    }

    /** The violations that a definition has in every release, in the words of the newest one. */
    private Violations common(VmSpec spec, Catalogues catalogues, UnreadParts unread) {
        record Key(String pointer, String rule) {}
        Violations common = Violations.none();
        boolean isFirst = true;
        for (QemuVersion version : catalogues.versions().reversed()) {
            VmSpec other = spec.withQemu(new QemuChoice(version, spec.qemu().incomingConfig()));
            Violations found = plan(other, catalogues.of(version), catalogues, UnaryOperator.identity(), unread)
                    .violations();
            Set<Key> keys = found.all().stream()
                    .map(violation -> new Key(violation.pointer(), violation.rule()))
                    .collect(Collectors.toSet());
            common = isFirst
                    ? found
                    : common.filter(violation -> keys.contains(new Key(violation.pointer(), violation.rule())));
            isFirst = false;
        }
        return common;
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
        return plan(spec, catalogues.of(spec.qemu().version()), catalogues, launched, UnreadParts.none());
    }

    private PlannedDefinition plan(
            VmSpec spec,
            QemuCatalogue catalogue,
            Catalogues catalogues,
            UnaryOperator<VmSpec> launched,
            UnreadParts unread) {
        ViolationCollector findings = new ViolationCollector();
        VmSpec canonical = new Normalizer(catalogues, catalogue, findings).normalize(spec);
        VmSpec launchedSpec = launched.apply(canonical);
        DeliveryPlan plan = DeliveryPlanner.plan(launchedSpec, catalogue);
        UnreadParts invalid = unread.with(findings.violations().all().stream().map(Violation::pointer));
        ValidationContext context = ValidationContext.of(canonical, catalogue, catalogues, plan, invalid);
        ViolationCollector evaluated = new ViolationCollector();
        rules.stream()
                .filter(rule -> rule.needs().stream().noneMatch(invalid::affect))
                .forEach(rule -> rule.check().accept(context, evaluated.forRule(rule.id())));
        Violations found = findings.violations()
                .mergedWith(evaluated.violations().filter(violation -> !invalid.affect(violation.pointer())));
        return new PlannedDefinition(canonical, launchedSpec, plan, unread.inDocument(found));
    }
}

package dev.outset.migration.plan;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.compatibility.CompatibilityOutcome;
import dev.outset.migration.compatibility.CompatibilityRule;
import dev.outset.migration.compatibility.CompatibilityRules;
import dev.outset.migration.compatibility.CompatibilityVerdict;
import dev.outset.migration.compatibility.EndpointChecks;
import dev.outset.migration.compatibility.EndpointPair;
import dev.outset.migration.compatibility.Finding;
import dev.outset.migration.compatibility.FindingWriter;
import dev.outset.migration.endpoint.Endpoints;
import dev.outset.migration.endpoint.Side;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Thinks a migration through before it starts. Pure and safe for many threads. */
public final class MigrationPlanner {

    private final Catalogues catalogues;

    private final List<CompatibilityRule> rules;

    private final Validator validator = new Validator(true);

    private final Endpoints ends = new Endpoints();

    /** With the rules of {@code compatibility/rules.json} over the releases of the catalogue. */
    public MigrationPlanner(Catalogues catalogues) {
        this.catalogues = catalogues;
        this.rules = CompatibilityRules.load(catalogues);
    }

    /** The rules in the order in which a migration meets them. */
    List<CompatibilityRule> rules() {
        return rules;
    }

    /**
     * The verdict, the findings behind it, and the steps.
     *
     * @throws IllegalArgumentException if a release is not in the catalogue
     */
    public MigrationPlan plan(PlanRequest question) {
        ValidationResult source = validator.validate(question.source().spec(), catalogues);
        ValidationResult destination = validator.validate(question.destination().spec(), catalogues);
        EndpointPair pair = pair(question, source, destination);
        List<CompatibilityRule> matched =
                rules.stream().filter(rule -> rule.appliesTo(pair)).toList();
        List<EndpointChecks.Refusal> refused =
                EndpointChecks.of(pair, source.violations(), destination.violations(), atMigrate(pair, matched));
        List<Finding> findings = new ArrayList<>();
        FindingWriter writer = new FindingWriter(pair);
        refused.forEach(refusal -> findings.add(writer.refused(
                refusal, refusal.side() == Side.SOURCE ? source.violations() : destination.violations())));
        matched.stream()
                .filter(rule -> rule.outcome() != CompatibilityOutcome.REFUSED)
                .map(writer::of)
                .forEach(findings::add);
        findings.addAll(writer.untold(Side.SOURCE, source.violations(), findings));
        findings.addAll(writer.untold(Side.DESTINATION, destination.violations(), findings));
        findings.addAll(writer.disagreements(matched));
        findings.addAll(writer.tooLate());
        findings.sort(Comparator.comparing(Finding::severity));
        return new MigrationPlan(
                verdict(refused, matched),
                findings,
                new StepWriter(pair).steps(),
                pair.destination().spec());
    }

    private EndpointPair pair(PlanRequest question, ValidationResult source, ValidationResult destination) {
        StreamAddresses addresses = StreamAddresses.of(question);
        return new EndpointPair(
                ends.of(
                        Side.SOURCE,
                        question.source(),
                        source.spec(),
                        catalogues.of(source.spec().qemu().version())),
                ends.of(
                        Side.DESTINATION,
                        question.destination(),
                        destination.spec(),
                        catalogues.of(destination.spec().qemu().version())),
                addresses.transport(),
                addresses.uri(),
                addresses.listenUri(),
                addresses.host(),
                question.afterListening());
    }

    private static List<EndpointChecks.Refusal> atMigrate(EndpointPair pair, List<CompatibilityRule> matched) {
        return matched.stream()
                .filter(rule -> rule.outcome() == CompatibilityOutcome.REFUSED)
                .map(rule -> new EndpointChecks.Refusal(
                        rule.side(),
                        "migrate",
                        pair.difference(rule)
                                .in(Optional.ofNullable(rule.qemu()).orElse(rule.message()))))
                .toList();
    }

    private static CompatibilityVerdict verdict(List<EndpointChecks.Refusal> refused, List<CompatibilityRule> matched) {
        if (!refused.isEmpty()) {
            return CompatibilityVerdict.refused(
                    refused.getFirst().side(), refused.getFirst().qemu());
        }
        return matched.stream()
                .map(CompatibilityRule::outcome)
                .filter(outcome -> outcome != CompatibilityOutcome.OK)
                .findFirst()
                .map(CompatibilityVerdict::of)
                .orElseGet(() -> CompatibilityVerdict.of(CompatibilityOutcome.OK));
    }
}

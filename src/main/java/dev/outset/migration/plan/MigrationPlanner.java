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
import dev.outset.migration.endpoint.EndpointResolver;
import dev.outset.migration.endpoint.Side;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Predicts the outcome of a migration and plans its steps. Stateless and thread-safe. */
public final class MigrationPlanner {

    private final Catalogues catalogues;

    private final List<CompatibilityRule> rules;

    private final Validator validator = new Validator(true);

    private final EndpointResolver endpoints = new EndpointResolver();

    /** Creates a planner with the rules of {@code compatibility/rules.json} for the releases of the catalogue. */
    public MigrationPlanner(Catalogues catalogues) {
        this.catalogues = catalogues;
        this.rules = CompatibilityRules.load(catalogues);
    }

    /** Returns the rules in evaluation order. */
    List<CompatibilityRule> rules() {
        return rules;
    }

    /**
     * Plans a migration.
     *
     * @throws IllegalArgumentException if a release is not in the catalogue
     */
    public MigrationPlan plan(PlanRequest request) {
        ValidationResult source = validator.validate(request.source().spec(), catalogues);
        ValidationResult destination = validator.validate(request.destination().spec(), catalogues);
        EndpointPair pair = pair(request, source, destination);
        List<CompatibilityRule> matched =
                rules.stream().filter(rule -> rule.appliesTo(pair)).toList();
        List<EndpointChecks.Refusal> refused =
                EndpointChecks.of(pair, source.violations(), destination.violations(), atMigrate(pair, matched));
        List<Finding> findings = new ArrayList<>();
        FindingWriter writer = new FindingWriter(pair);
        refused.forEach(refusal -> findings.add(writer.forRefusal(
                refusal, refusal.side() == Side.SOURCE ? source.violations() : destination.violations())));
        matched.stream()
                .filter(rule -> rule.outcome() != CompatibilityOutcome.REFUSED)
                .map(writer::forRule)
                .forEach(findings::add);
        findings.addAll(writer.remainingViolations(Side.SOURCE, source.violations(), findings));
        findings.addAll(writer.remainingViolations(Side.DESTINATION, destination.violations(), findings));
        findings.addAll(writer.mismatches(matched));
        findings.addAll(writer.lateSettings());
        findings.sort(Comparator.comparing(Finding::severity));
        return new MigrationPlan(
                verdict(refused, matched),
                findings,
                new StepWriter(pair).steps(),
                pair.destination().spec());
    }

    private EndpointPair pair(PlanRequest request, ValidationResult source, ValidationResult destination) {
        StreamAddresses addresses = StreamAddresses.of(request);
        return new EndpointPair(
                endpoints.resolve(
                        Side.SOURCE,
                        request.source(),
                        source.spec(),
                        catalogues.of(source.spec().qemu().version())),
                endpoints.resolve(
                        Side.DESTINATION,
                        request.destination(),
                        destination.spec(),
                        catalogues.of(destination.spec().qemu().version())),
                addresses.transport(),
                addresses.uri(),
                addresses.listenUri(),
                addresses.host(),
                request.afterListening());
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

package dev.outset.pairing;

import dev.outset.catalogue.Catalogues;
import dev.outset.validation.Validated;
import dev.outset.validation.Validator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Thinks a migration through before it starts. Pure and safe for many threads. */
public final class MigrationPlanner {

    private final Catalogues catalogues;

    private final List<PairRule> rules;

    private final Validator validator = new Validator(true);

    private final Ends ends = new Ends();

    /** With the rules of {@code pairing/rules.json} over the releases of the catalogue. */
    public MigrationPlanner(Catalogues catalogues) {
        this.catalogues = catalogues;
        this.rules = PairRules.load(catalogues);
    }

    /** The rules in the order in which a migration meets them. */
    List<PairRule> rules() {
        return rules;
    }

    /**
     * The verdict, the findings behind it, and the steps.
     *
     * @throws IllegalArgumentException if a release is not in the catalogue
     */
    public MigrationPlan plan(PairQuestion question) {
        Validated source = validator.validate(question.source().spec(), catalogues);
        Validated destination = validator.validate(question.destination().spec(), catalogues);
        Pair pair = pair(question, source, destination);
        List<PairRule> matched =
                rules.stream().filter(rule -> rule.appliesTo(pair)).toList();
        List<Refusals.Refusal> refused =
                Refusals.of(pair, source.violations(), destination.violations(), atMigrate(pair, matched));
        List<Finding> findings = new ArrayList<>();
        FindingWriter writer = new FindingWriter(pair);
        refused.forEach(refusal -> findings.add(writer.refused(
                refusal, refusal.side() == Side.SOURCE ? source.violations() : destination.violations())));
        matched.stream()
                .filter(rule -> rule.outcome() != PairOutcome.REFUSED)
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

    private Pair pair(PairQuestion question, Validated source, Validated destination) {
        Addresses addresses = Addresses.of(question);
        return new Pair(
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

    private static List<Refusals.Refusal> atMigrate(Pair pair, List<PairRule> matched) {
        return matched.stream()
                .filter(rule -> rule.outcome() == PairOutcome.REFUSED)
                .map(rule -> new Refusals.Refusal(
                        rule.side(),
                        "migrate",
                        pair.difference(rule)
                                .in(Optional.ofNullable(rule.qemu()).orElse(rule.message()))))
                .toList();
    }

    private static PairVerdict verdict(List<Refusals.Refusal> refused, List<PairRule> matched) {
        if (!refused.isEmpty()) {
            return PairVerdict.refused(
                    refused.getFirst().side(), refused.getFirst().qemu());
        }
        return matched.stream()
                .map(PairRule::outcome)
                .filter(outcome -> outcome != PairOutcome.OK)
                .findFirst()
                .map(PairVerdict::of)
                .orElseGet(() -> PairVerdict.of(PairOutcome.OK));
    }
}

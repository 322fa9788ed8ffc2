package dev.outset.migration.plan;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.CompatibilityRule;
import dev.outset.migration.plan.compatibility.CompatibilityRules;
import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import dev.outset.migration.plan.compatibility.Endpoint;
import dev.outset.migration.plan.compatibility.EndpointChecks;
import dev.outset.migration.plan.compatibility.EndpointPair;
import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.FindingWriter;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.migration.plan.convergence.Convergence;
import dev.outset.migration.plan.convergence.ConvergencePredictor;
import dev.outset.validation.PlannedDefinition;
import dev.outset.validation.Validator;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Predicts the outcome of a migration and plans its steps. Stateless and thread-safe. */
public final class MigrationPlanner {

    private final Catalogues catalogues;

    private final List<CompatibilityRule> rules;

    private final Validator validator = new Validator(true);

    private final ConvergencePredictor predictor = new ConvergencePredictor();

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
     * Validates the definition of an endpoint.
     *
     * @param name the name of the VM
     * @param spec the definition as requested
     * @param arguments additional command-line arguments
     * @param monitorSocket the path of the monitor's unix socket on its host
     * @throws IllegalArgumentException if the release is not in the catalogue
     */
    public EndpointSpec endpoint(String name, VmSpec spec, List<String> arguments, String monitorSocket) {
        return new EndpointSpec(
                name, spec, validator.plan(spec, catalogues, UnaryOperator.identity()), arguments, monitorSocket);
    }

    /**
     * Validates the definition of a stored VM as it is launched on its side. Settings that its release does not have
     * are omitted, since a request names the same settings for both sides.
     */
    EndpointSpec stored(Side side, String name, VmSpec spec, String monitorSocket) {
        PlannedDefinition validated = validator.plan(
                spec, catalogues, side == Side.DESTINATION ? Endpoint::waiting : UnaryOperator.identity());
        return new EndpointSpec(name, validated.spec(), validated, List.of(), monitorSocket);
    }

    /** Plans a migration. */
    public MigrationPlan plan(PlanRequest request) {
        EndpointPair pair = pair(request);
        List<CompatibilityRule> matched =
                rules.stream().filter(rule -> rule.appliesTo(pair)).toList();
        List<EndpointChecks.Refusal> refused = EndpointChecks.of(pair, atMigrate(pair, matched));
        List<Finding> findings = new ArrayList<>();
        FindingWriter writer = new FindingWriter(pair);
        refused.stream().map(writer::forRefusal).forEach(findings::add);
        matched.stream()
                .filter(rule -> rule.outcome() != CompatibilityOutcome.REFUSED)
                .map(writer::forRule)
                .forEach(findings::add);
        findings.addAll(writer.remainingViolations(Side.SOURCE, findings));
        findings.addAll(writer.remainingViolations(Side.DESTINATION, findings));
        findings.addAll(writer.mismatches(matched));
        findings.addAll(writer.lateSettings());
        CompatibilityVerdict verdict = verdict(refused, matched);
        Optional<Convergence> convergence = verdict.outcome() == CompatibilityOutcome.OK
                ? predictor.predict(pair, request.load(), request.measuredDirtyRate())
                : Optional.empty();
        convergence.flatMap(each -> predictor.finding(pair, each)).ifPresent(findings::add);
        findings.sort(Comparator.comparing(Finding::severity));
        return new MigrationPlan(
                verdict,
                findings,
                new StepWriter(pair).steps(),
                pair.destination().spec(),
                convergence.orElse(null));
    }

    private EndpointPair pair(PlanRequest request) {
        StreamAddresses addresses = StreamAddresses.of(request);
        return new EndpointPair(
                endpoint(Side.SOURCE, request.source()),
                endpoint(Side.DESTINATION, request.destination()),
                addresses.transport(),
                addresses.uri(),
                addresses.listenUri(),
                addresses.host(),
                request.settings() == DestinationSettings.AFTER_LISTENING);
    }

    private Endpoint endpoint(Side side, EndpointSpec asked) {
        return Endpoint.of(side, asked, catalogues.of(asked.spec().qemu().version()));
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

package dev.outset.migration.compatibility;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.migration.endpoint.Endpoint;
import dev.outset.migration.endpoint.Side;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes down what was found about a pair. */
public final class FindingWriter {

    private final EndpointPair pair;

    public FindingWriter(EndpointPair pair) {
        this.pair = pair;
    }

    /** What a rule says of the pair. */
    public Finding of(CompatibilityRule rule) {
        ValueDifference difference = pair.difference(rule);
        return new Finding(
                rule.id(),
                rule.error() ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                rule.side(),
                pair.end(rule.side()).pointer(rule.about()),
                rule.releases(),
                rule.outcome(),
                difference.in(rule.message()),
                rule.qemu() == null ? null : difference.in(rule.qemu()),
                difference.in(rule.change()));
    }

    /** A refusal, in the words of validation where it has some. */
    public Finding refused(EndpointChecks.Refusal refusal, Violations violations) {
        Endpoint end = pair.end(refusal.side());
        Optional<Violation> told = violations.errors().stream()
                .filter(violation -> refusal.qemu().equals(violation.qemu()))
                .findFirst();
        return new Finding(
                told.map(Violation::rule).orElse("refused"),
                Finding.Severity.ERROR,
                refusal.side(),
                told.map(Violation::pointer)
                        .orElse(refusal.command().equals("launch") ? "/machine/type" : "/migration"),
                end.catalogue().version().toString(),
                CompatibilityOutcome.REFUSED,
                told.map(Violation::message)
                        .orElse("QEMU " + end.catalogue().version() + " refuses " + refusal.command() + " on the "
                                + refusal.side() + "."),
                refusal.qemu(),
                told.map(Violation::action)
                        .orElse("Change the " + refusal.side() + "'s definition, its release or the transport."));
    }

    /** What validation says of a definition and no finding has said yet. */
    public List<Finding> untold(Side side, Violations violations, List<Finding> told) {
        Set<String> pointers = told.stream()
                .filter(finding -> finding.side() == side)
                .map(Finding::pointer)
                .collect(Collectors.toSet());
        return violations.all().stream()
                .filter(violation -> !pointers.contains(violation.pointer()))
                .map(violation -> new Finding(
                        violation.rule(),
                        violation.isError() ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                        side,
                        violation.pointer(),
                        pair.end(side).catalogue().version().toString(),
                        CompatibilityOutcome.OK,
                        violation.message(),
                        violation.qemu(),
                        violation.action()))
                .toList();
    }

    /** What the catalogue says has to agree, does not, and no rule has spoken of. */
    public List<Finding> disagreements(List<CompatibilityRule> matched) {
        Set<String> spoken = matched.stream().map(CompatibilityRule::about).collect(Collectors.toSet());
        List<Finding> findings = new ArrayList<>();
        for (CapabilitySpec row : pair.destination().catalogue().capabilities()) {
            boolean source = pair.source().isOn(row.capability());
            boolean destination = pair.destination().isOn(row.capability());
            if (row.agree() && source != destination && !spoken.contains(row.name())) {
                findings.add(disagreement(row.name(), source ? "on" : "off", destination ? "on" : "off"));
            }
        }
        for (ParameterSpec row : pair.destination().catalogue().parameters()) {
            String source = pair.source().text(row.parameter());
            String destination = pair.destination().text(row.parameter());
            if (row.agree()
                    && pair.source().catalogue().parameter(row.parameter()).isPresent()
                    && !source.equals(destination)
                    && !spoken.contains(row.name())) {
                findings.add(disagreement(row.name(), source, destination));
            }
        }
        return findings;
    }

    private Finding disagreement(String name, String source, String destination) {
        return new Finding(
                "agree",
                Finding.Severity.WARNING,
                Side.DESTINATION,
                pair.destination().pointer(name),
                pair.destination().catalogue().version().toString(),
                CompatibilityOutcome.OK,
                name + " should be the same on both sides: it is '" + source + "' on the source and '" + destination
                        + "' on the destination. With the rest as it is, it does not stop the migration.",
                null,
                "Set " + name + " to the source's value on the destination.");
    }

    /** What arrives after the moment at which the destination reads it. */
    public List<Finding> tooLate() {
        List<Finding> findings = new ArrayList<>();
        Endpoint end = pair.destination();
        if (pair.afterListening()) {
            end.capabilities()
                    .keySet()
                    .forEach(name -> end.catalogue()
                            .capability(name)
                            .filter(row -> row.readAt().isBeforeListening())
                            .ifPresent(row -> findings.add(late(row.name()))));
            end.parameters()
                    .names()
                    .forEach(name -> end.catalogue()
                            .parameter(name)
                            .filter(row -> row.readAt().isBeforeListening())
                            .ifPresent(row -> findings.add(late(row.name()))));
        }
        return findings;
    }

    private Finding late(String name) {
        Endpoint end = pair.destination();
        return new Finding(
                "set-too-late",
                Finding.Severity.WARNING,
                Side.DESTINATION,
                end.pointer(name),
                end.catalogue().version().toString(),
                CompatibilityOutcome.OK,
                "QEMU reads " + name
                        + " when it begins to listen, and this value comes after that. A read-back shows it"
                        + " as set all the same.",
                null,
                "Send it before migrate-incoming.");
    }
}

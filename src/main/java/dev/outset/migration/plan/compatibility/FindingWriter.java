package dev.outset.migration.plan.compatibility;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.violation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the findings about a pair of endpoints. */
public final class FindingWriter {

    private final EndpointPair pair;

    /** Creates a writer for a pair. */
    public FindingWriter(EndpointPair pair) {
        this.pair = pair;
    }

    /** Returns the finding of a rule that applies to the pair. */
    public Finding forRule(CompatibilityRule rule) {
        ValueDifference difference = pair.difference(rule);
        return new Finding(
                rule.id(),
                rule.error() ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                rule.side(),
                pair.endpoint(rule.side()).pointer(rule.about()),
                rule.releases(),
                rule.outcome(),
                difference.in(rule.message()),
                rule.qemu() == null ? null : difference.in(rule.qemu()),
                difference.in(rule.change()));
    }

    /** Returns the finding of a refusal, with the message of the matching violation if there is one. */
    public Finding forRefusal(EndpointChecks.Refusal refusal) {
        Endpoint endpoint = pair.endpoint(refusal.side());
        Violation violation = endpoint.violations().errors().stream()
                .filter(error -> refusal.qemu().equals(error.qemu()))
                .findFirst()
                .orElseGet(() -> Violation.error(
                                refusal.command().equals("launch") ? "/machine/type" : "/migration",
                                "refused",
                                "QEMU " + endpoint.catalogue().version() + " refuses " + refusal.command() + " on the "
                                        + refusal.side() + ".",
                                "Change the definition or the release of the " + refusal.side()
                                        + ", or use another transport.")
                        .withQemu(refusal.qemu()));
        return finding(refusal.side(), violation, CompatibilityOutcome.REFUSED);
    }

    private Finding finding(Side side, Violation violation, CompatibilityOutcome outcome) {
        return new Finding(
                violation.rule(),
                violation.isError() ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                side,
                violation.pointer(),
                pair.endpoint(side).catalogue().version().toString(),
                outcome,
                violation.message(),
                violation.qemu(),
                violation.action());
    }

    /** Returns the violations of a definition whose fields no finding mentions yet. */
    public List<Finding> remainingViolations(Side side, List<Finding> reported) {
        Set<String> pointers = reported.stream()
                .filter(finding -> finding.side() == side)
                .map(Finding::pointer)
                .collect(Collectors.toSet());
        return pair.endpoint(side).violations().all().stream()
                .filter(violation -> !pointers.contains(violation.pointer()))
                .map(violation -> finding(side, violation, CompatibilityOutcome.OK))
                .toList();
    }

    /**
     * Returns warnings about settings that should be the same on both sides, are not, and are not the subject of a
     * matched rule.
     */
    public List<Finding> mismatches(List<CompatibilityRule> matched) {
        Set<String> covered = matched.stream().map(CompatibilityRule::about).collect(Collectors.toSet());
        List<Finding> findings = new ArrayList<>();
        for (CapabilitySpec row : pair.destination().catalogue().capabilities()) {
            boolean source = pair.source().isOn(row.capability());
            boolean destination = pair.destination().isOn(row.capability());
            if (row.mustMatch() && source != destination && !covered.contains(row.name())) {
                findings.add(mismatch(row.name(), source ? "on" : "off", destination ? "on" : "off"));
            }
        }
        for (ParameterSpec row : pair.destination().catalogue().parameters()) {
            String source = pair.source().text(row.parameter());
            String destination = pair.destination().text(row.parameter());
            if (row.mustMatch()
                    && pair.source().catalogue().parameter(row.parameter()).isPresent()
                    && !source.equals(destination)
                    && !covered.contains(row.name())) {
                findings.add(mismatch(row.name(), source, destination));
            }
        }
        return findings;
    }

    private Finding mismatch(String name, String source, String destination) {
        return destinationWarning(
                "agree",
                name,
                name + " should be the same on both sides, but it is '" + source + "' on the source and '" + destination
                        + "' on the destination. With the other settings as they are, the difference does not stop the"
                        + " migration.",
                "Set " + name + " to the source's value on the destination.");
    }

    /** Returns warnings about settings that are applied after the destination reads them. */
    public List<Finding> lateSettings() {
        List<Finding> findings = new ArrayList<>();
        Endpoint endpoint = pair.destination();
        if (pair.afterListening()) {
            endpoint.capabilities()
                    .keySet()
                    .forEach(name -> endpoint.catalogue()
                            .capability(name)
                            .filter(row -> row.readAt().isBeforeListening())
                            .ifPresent(row -> findings.add(late(row.name()))));
            endpoint.parameters()
                    .names()
                    .forEach(name -> endpoint.catalogue()
                            .parameter(name)
                            .filter(row -> row.readAt().isBeforeListening())
                            .ifPresent(row -> findings.add(late(row.name()))));
        }
        return findings;
    }

    private Finding late(String name) {
        return destinationWarning(
                "set-too-late",
                name,
                "QEMU reads " + name
                        + " when it starts to listen, and this value is set after that. A query reports the"
                        + " new value, but it has no effect.",
                "Send it before migrate-incoming.");
    }

    private Finding destinationWarning(String rule, String name, String message, String change) {
        return finding(
                Side.DESTINATION,
                Violation.warning(pair.destination().pointer(name), rule, message, change),
                CompatibilityOutcome.OK);
    }
}

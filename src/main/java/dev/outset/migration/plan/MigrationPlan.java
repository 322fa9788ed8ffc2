package dev.outset.migration.plan;

import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.vm.VmSpec;
import java.util.List;

/**
 * The plan of a migration.
 *
 * @param verdict the predicted outcome
 * @param findings the reasons for the verdict and further warnings; errors first
 * @param steps the steps for both sides, in order
 * @param destination the definition with which the steps start the destination
 */
public record MigrationPlan(
        CompatibilityVerdict verdict, List<Finding> findings, List<MigrationStep> steps, VmSpec destination) {
    public MigrationPlan {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
    }
}

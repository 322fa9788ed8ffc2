package dev.outset.migration.plan;

import dev.outset.migration.compatibility.CompatibilityVerdict;
import dev.outset.migration.compatibility.Finding;
import dev.outset.vm.VmSpec;
import java.util.List;

/**
 * A migration thought through.
 *
 * @param verdict what becomes of it as things stand
 * @param findings why, and what else is worth knowing; errors first
 * @param steps what to do on which side, in order
 * @param destination the destination's definition as the steps start it
 */
public record MigrationPlan(
        CompatibilityVerdict verdict, List<Finding> findings, List<MigrationStep> steps, VmSpec destination) {
    public MigrationPlan {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
    }
}

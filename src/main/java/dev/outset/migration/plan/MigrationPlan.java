package dev.outset.migration.plan;

import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.convergence.Convergence;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a migration.
 *
 * @param verdict the predicted outcome
 * @param findings the reasons for the verdict and further warnings; errors first
 * @param steps the steps for both sides, in order
 * @param destination the definition with which the steps start the destination
 * @param convergence whether the migration converges; null if the dirty rate is unknown or the migration cannot succeed
 */
public record MigrationPlan(
        CompatibilityVerdict verdict,
        List<Finding> findings,
        List<MigrationStep> steps,
        VmSpec destination,
        @Nullable Convergence convergence) {
    public MigrationPlan {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
    }

    /** Returns this plan with reasons for which the migration is refused; unchanged if there are none. */
    public MigrationPlan refused(List<Finding> reasons) {
        return reasons.isEmpty()
                ? this
                : new MigrationPlan(
                        CompatibilityVerdict.refused(
                                reasons.getFirst().side(), reasons.getFirst().message()),
                        Stream.concat(reasons.stream(), findings.stream()).toList(),
                        steps,
                        destination,
                        null);
    }
}

package dev.outset.migration.plan.convergence;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The predicted course of a migration, without compression and without the time for device states.
 *
 * @param converges whether the remaining memory ever fits into the downtime limit
 * @param message what limits the migration
 * @param course the course of a migration that converges; null otherwise
 * @param advice changes with which a migration that does not converge does; empty otherwise
 * @param assumptions the values that the prediction is based on
 */
public record Convergence(
        boolean converges,
        String message,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Course course,
        List<Advice> advice,
        List<Assumption> assumptions) {

    public Convergence {
        advice = List.copyOf(advice);
        assumptions = List.copyOf(assumptions);
    }

    /**
     * The course of a migration.
     *
     * @param totalMillis the duration in milliseconds
     * @param downtimeMillis the downtime of the guest in milliseconds
     * @param transferredBytes the bytes transferred
     * @param iterations the iterations over the guest's memory, as in {@code dirty-sync-count}
     * @param cpuThrottlePercentage the highest throttling of the guest's CPUs; 0 for none
     */
    public record Course(
            long totalMillis, long downtimeMillis, long transferredBytes, int iterations, int cpuThrottlePercentage) {}

    /**
     * A change with which the migration converges. The values are the smallest ones that do, in a reasonable time; they
     * have the form of the members of a migration request.
     *
     * @param capabilities the capabilities to set on both sides
     * @param parameters the parameters to set on both sides
     * @param action what to do
     * @param course the predicted course with this change
     */
    public record Advice(
            Map<MigrationCapability, Boolean> capabilities,
            MigrationParameters parameters,
            String action,
            Course course) {
        public Advice {
            capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
        }
    }
}

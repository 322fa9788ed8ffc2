package dev.outset.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.migration.plan.convergence.Convergence;
import dev.outset.qmp.QmpCommand;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The plan of a migration: the verdict, the findings and the steps.
 *
 * @param verdict the predicted outcome of the migration
 * @param side the side that is refused; {@code null} unless the verdict is refused
 * @param message QEMU's error message, or why this service refuses; {@code null} unless the verdict is refused
 * @param findings the findings that determine the verdict, errors first
 * @param steps the steps for both sides, in order
 * @param destination the definition with which the steps start the destination
 * @param convergence whether the migration converges; {@code null} if the dirty rate is unknown or the migration cannot
 *     succeed
 */
@Schema(name = "MigrationPlan")
record MigrationPlanView(
        CompatibilityOutcome verdict,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Side side,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String message,
        List<Finding> findings,
        List<StepView> steps,
        VmSpec destination,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Convergence convergence) {

    /**
     * A step of a migration: a start of QEMU, or a QMP command.
     *
     * @param phase the phase of the migration
     * @param side the side on which to perform the step
     * @param command a QMP command
     * @param arguments a command line without the program name
     * @param expect the condition that must be met before the next step
     */
    @Schema(name = "MigrationStep")
    record StepView(
            MigrationStep.Phase phase,
            Side side,

            @Schema(type = "object") @Nullable JsonNode command,

            @Nullable List<String> arguments,
            String expect) {

        static StepView of(MigrationStep step) {
            QmpCommand<?> command = step.command();
            return new StepView(
                    step.phase(),
                    step.side(),
                    command == null ? null : command.toJson(),
                    step instanceof MigrationStep.Launch launch ? launch.arguments() : null,
                    step.expect());
        }
    }

    static MigrationPlanView of(MigrationPlan plan) {
        return new MigrationPlanView(
                plan.verdict().outcome(),
                plan.verdict().side(),
                plan.verdict().message(),
                plan.findings(),
                plan.steps().stream().map(StepView::of).toList(),
                plan.destination(),
                plan.convergence());
    }
}

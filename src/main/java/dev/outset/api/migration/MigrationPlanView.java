package dev.outset.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.qmp.QmpCommand;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The plan of a migration.
 *
 * @param verdict the predicted outcome
 * @param side the side on which QEMU refuses; null unless QEMU refuses
 * @param message QEMU's error message; null unless QEMU refuses
 * @param findings the findings that determine the verdict, errors first
 * @param steps the steps for both sides, in order
 * @param destination the definition with which the steps start the destination
 */
@Schema(name = "MigrationPlan", description = "The plan of a migration: the verdict, the findings and the steps.")
record MigrationPlanView(
        @Schema(description = "The predicted outcome of the migration.")
        CompatibilityOutcome verdict,

        @Schema(description = "The side on which QEMU refuses; null unless QEMU refuses.")
        @JsonInclude(JsonInclude.Include.ALWAYS)
        @Nullable Side side,

        @Schema(description = "QEMU's error message; null unless QEMU refuses.")
        @JsonInclude(JsonInclude.Include.ALWAYS)
        @Nullable String message,

        List<Finding> findings,
        List<StepView> steps,

        @Schema(description = "The definition with which the steps start the destination.")
        VmSpec destination) {

    /**
     * A step of a migration.
     *
     * @param phase the phase of the migration
     * @param side the side on which to perform the step
     * @param command a QMP command; null if the step starts QEMU
     * @param arguments a command line without the program name; null if the step is a QMP command
     * @param expect the condition that must be met before the next step
     */
    @Schema(name = "MigrationStep", description = "A step of a migration: a start of QEMU, or a QMP command.")
    record StepView(
            MigrationStep.Phase phase,
            Side side,

            @Schema(type = "object", description = "A QMP command.") @Nullable JsonNode command,

            @Schema(description = "A command line without the program name.") @Nullable List<String> arguments,

            String expect) {

        static StepView of(MigrationStep step) {
            return switch (step) {
                case MigrationStep.Launch launch -> of(launch, null, launch.arguments());
                case MigrationStep.Send send -> of(send, send.command(), null);
                case MigrationStep.Verify verify -> of(verify, verify.query(), null);
                case MigrationStep.Watch watch -> of(watch, watch.query(), null);
            };
        }

        private static StepView of(
                MigrationStep step, @Nullable QmpCommand<?> command, @Nullable List<String> arguments) {
            return new StepView(
                    step.phase(), step.side(), command == null ? null : command.toJson(), arguments, step.expect());
        }
    }

    static MigrationPlanView of(MigrationPlan plan) {
        return new MigrationPlanView(
                plan.verdict().outcome(),
                plan.verdict().side(),
                plan.verdict().message(),
                plan.findings(),
                plan.steps().stream().map(StepView::of).toList(),
                plan.destination());
    }
}

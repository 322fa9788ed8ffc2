package dev.outset.api.plan;

import dev.outset.migration.compatibility.CompatibilityOutcome;
import dev.outset.migration.compatibility.Finding;
import dev.outset.migration.endpoint.Side;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A migration thought through.
 *
 * @param verdict what becomes of it
 * @param side who refuses; null unless something is refused
 * @param message QEMU's text of the refusal; null unless something is refused
 * @param findings why, errors first
 * @param steps what to do on which side, in order
 * @param destination the destination's definition as the steps start it
 */
@Schema(name = "MigrationPlan", description = "A migration thought through: the verdict, why, and the steps.")
record MigrationPlanView(
        @Schema(description = "What becomes of the migration as things stand.")
        CompatibilityOutcome verdict,

        @Schema(description = "Who refuses; null unless something is refused.", nullable = true) @Nullable Side side,

        @Schema(description = "QEMU's text of the refusal; null unless something is refused.", nullable = true)
        @Nullable String message,

        List<Finding> findings,
        List<StepView> steps,

        @Schema(description = "The destination's definition as the steps start it.")
        VmSpec destination) {

    /**
     * One thing to do.
     *
     * @param phase what it is for
     * @param side where
     * @param command a QMP command; null for a start
     * @param arguments a command line without the program's name; null for a command
     * @param expect what has to be seen before the next step
     */
    @Schema(name = "MigrationStep", description = "One thing to do: a start or a QMP command.")
    record StepView(
            MigrationStep.Phase phase,
            Side side,

            @Schema(type = "object", description = "A QMP command.") @Nullable JsonNode command,

            @Schema(description = "A command line without the program's name.") @Nullable List<String> arguments,

            String expect) {

        static StepView of(MigrationStep step) {
            return new StepView(
                    step.phase(),
                    step.side(),
                    step.command() == null ? null : JsonMapper.shared().valueToTree(step.command()),
                    step.arguments(),
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
                plan.destination());
    }
}

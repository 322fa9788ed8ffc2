package dev.outset.api.vm.outcome;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.status.BootStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The start of a VM's QEMU: every step in the order of its release.
 *
 * @param number counts the starts of this VM; null before the first
 * @param launchedAt when it was started; null before that
 * @param ended whether it is gone
 * @param exitStatus the exit status; null while it runs, and when it ended and nobody could see how: Linux tells
 *     that only the service that started it
 * @param steps every step of the release
 */
@Schema(name = "VmBoot", description = "The start of a VM's QEMU: every step in the order of its release.")
record BootView(
        @Nullable Long number,
        @Nullable Instant launchedAt,
        boolean ended,
        @Nullable Integer exitStatus,
        List<StepView> steps) {

    /**
     * A step.
     *
     * @param phase QEMU's phase after it
     * @param step the step
     * @param at when it was reached; null when it was not, or that is not known
     * @param readable the parameters that a reader inside QEMU would see from here on and not before
     */
    @Schema(name = "BootStep")
    record StepView(
            BootPhase phase, BootStep step, @Nullable Instant at, List<String> readable) {}

    static BootView of(@Nullable BootStatus boot, QemuCatalogue catalogue, DeliveryPlan plan) {
        return new BootView(
                boot == null ? null : boot.number(),
                boot == null ? null : boot.launchedAt(),
                boot != null && boot.hasEnded(),
                boot == null ? null : boot.knownExitStatus(),
                catalogue.bootSequence().stages().stream()
                        .map(stage -> step(stage, boot, catalogue, plan))
                        .toList());
    }

    private static StepView step(
            BootSequence.Stage stage, @Nullable BootStatus boot, QemuCatalogue catalogue, DeliveryPlan plan) {
        return new StepView(
                stage.phase(),
                stage.step(),
                boot == null ? null : at(boot, stage.step()),
                catalogue.parameters().stream()
                        .filter(spec -> readableFrom(spec, plan) == stage.step())
                        .map(ParameterSpec::name)
                        .toList());
    }

    private static @Nullable Instant at(BootStatus boot, BootStep step) {
        return boot.steps().stream()
                .filter(reached -> reached.step() == step)
                .map(BootStatus.ReachedStep::at)
                .findFirst()
                .orElse(null);
    }

    /** A parameter that has opted in to early visibility can be read as soon as the option that sets it is parsed. */
    private static BootStep readableFrom(ParameterSpec spec, DeliveryPlan plan) {
        return plan.earlyConfig().has(spec.parameter()) ? spec.readableFrom() : BootStep.MIGRATION_OBJECT_CREATED;
    }
}

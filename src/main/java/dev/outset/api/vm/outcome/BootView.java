package dev.outset.api.vm.outcome;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.SettingSpec;
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
 * The boot of a VM: every step in the order of its QEMU release.
 *
 * @param number the number of the boot, starting at 1; null before the first boot
 * @param launchedAt when QEMU was started; null before the first boot
 * @param ended whether QEMU has exited
 * @param exitStatus the exit status of QEMU; null while it runs, and if the status is unknown: Linux reports it only
 *     to the parent process
 * @param steps all boot steps of the release
 */
@Schema(name = "VmBoot")
record BootView(
        @Nullable Long number,
        @Nullable Instant launchedAt,
        boolean ended,
        @Nullable Integer exitStatus,
        List<StepView> steps) {

    /**
     * A boot step.
     *
     * @param phase QEMU's phase after the step
     * @param step the step
     * @param at when the step was reached; null if it was not reached, or the time is unknown
     * @param readable the parameters and capabilities that code in QEMU can read from this step on, but not before
     */
    @Schema(name = "BootStep")
    record StepView(
            BootPhase phase, BootStep step, @Nullable Instant at, List<String> readable) {}

    static BootView of(@Nullable BootStatus boot, QemuCatalogue catalogue, DeliveryPlan plan) {
        return new BootView(
                boot == null ? null : boot.number(),
                boot == null ? null : boot.launchedAt(),
                boot != null && boot.ended(),
                boot == null ? null : boot.exitStatus(),
                catalogue.bootSequence().stages().stream()
                        .map(stage -> step(stage, boot, catalogue, plan))
                        .toList());
    }

    private static StepView step(
            BootSequence.Stage stage, @Nullable BootStatus boot, QemuCatalogue catalogue, DeliveryPlan plan) {
        return new StepView(
                stage.phase(),
                stage.step(),
                boot == null ? null : boot.reachedAt(stage.step()).orElse(null),
                catalogue
                        .settings()
                        .filter(spec -> readableFrom(spec, plan) == stage.step())
                        .map(SettingSpec::name)
                        .toList());
    }

    /** Parameters in the early configuration can be readable before the migration object exists. */
    private static BootStep readableFrom(SettingSpec spec, DeliveryPlan plan) {
        return spec instanceof ParameterSpec parameter && plan.earlyConfig().has(parameter.parameter())
                ? parameter.readableFrom()
                : BootStep.MIGRATION_OBJECT_CREATED;
    }
}

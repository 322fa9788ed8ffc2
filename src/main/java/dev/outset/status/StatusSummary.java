package dev.outset.status;

import dev.outset.qemu.BootPhase;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of a VM.
 *
 * @param observedGeneration the generation processed by the last reconciliation
 * @param phase the lifecycle phase of the VM
 * @param bootPhase the boot phase of QEMU; null while QEMU does not run
 * @param conditions the conditions, in lifecycle order
 * @param boot the latest boot; null before the first boot
 * @param hold the hold that prevents QEMU from being started; null if there is none
 */
@Schema(name = "VmStatus")
public record StatusSummary(
        long observedGeneration,
        VmPhase phase,
        @Nullable BootPhase bootPhase,
        List<Condition> conditions,
        @Nullable BootSummary boot,
        @Nullable GuestHold hold) {

    public StatusSummary {
        conditions = List.copyOf(conditions);
    }

    /**
     * A summary of a boot.
     *
     * @param number the number of the boot of this VM, starting at 1
     * @param generation the generation that QEMU was started with
     * @param launchedAt when QEMU was started
     * @param ended whether QEMU has exited
     * @param exitStatus the exit status; null while QEMU runs or if the status is unknown: Linux reports it only to the
     *     process that started QEMU
     * @param stderr the last lines that QEMU wrote to standard error
     * @param failures the number of consecutive failed boots
     * @param retryAt when the next boot may be attempted; null if no retry is pending
     */
    @Schema(name = "BootSummary")
    public record BootSummary(
            long number,
            long generation,
            Instant launchedAt,
            boolean ended,
            @Nullable Integer exitStatus,
            List<String> stderr,
            int failures,
            @Nullable Instant retryAt) {

        public BootSummary {
            stderr = List.copyOf(stderr);
        }
    }
}

package dev.outset.status;

import dev.outset.qemu.BootPhase;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is observed.
 *
 * @param observedGeneration the generation that the last pass decided from
 * @param phase where the VM is in its life
 * @param bootPhase QEMU's own phase; null while none runs
 * @param conditions the conditions, in order of life
 * @param boot the latest start; null before the first
 * @param hold why no QEMU is started, when the guest has moved to another QEMU or may have; null for nothing
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
     * A start in short.
     *
     * @param number counts the starts of this VM
     * @param generation the generation it was started with
     * @param launchedAt when it was started
     * @param ended whether it is gone
     * @param exitStatus the exit status; null while it runs, and when it ended and nobody could see how: Linux tells
     *     that only the service that started it
     * @param stderr the tail of what it wrote to standard error
     * @param failures how many boots in a row have failed
     * @param retryAt when the next boot may be tried; null when nothing waits
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

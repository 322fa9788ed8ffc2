package dev.outset.api.vm;

import dev.outset.api.problem.ViolationView;
import dev.outset.qemu.BootPhase;
import dev.outset.status.Boot;
import dev.outset.status.Condition;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.StoredVm;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A VM as it is answered.
 *
 * @param name its name
 * @param labels the user's labels
 * @param spec what is wanted, in canonical units
 * @param generation counts the changes of the spec
 * @param createdAt when it was first accepted
 * @param deleting whether it is being deleted
 * @param status what is observed
 * @param warnings hints on the definition; null where it was not checked anew
 */
@Schema(name = "Vm", description = "A VM.")
record VmView(
        String name,
        Map<String, String> labels,
        VmSpec spec,
        long generation,
        Instant createdAt,
        boolean deleting,
        StatusView status,
        @Nullable List<ViolationView> warnings) {

    /**
     * What is observed.
     *
     * @param observedGeneration the generation that the last pass decided from
     * @param phase where the VM is in its life
     * @param bootPhase QEMU's own phase; null while none runs
     * @param conditions the conditions, in order of life
     * @param boot the latest start; null before the first
     */
    @Schema(name = "VmStatus")
    record StatusView(
            long observedGeneration,
            VmPhase phase,
            @Nullable BootPhase bootPhase,
            List<Condition> conditions,
            @Nullable BootSummary boot) {

        static StatusView of(VmStatus status) {
            return new StatusView(
                    status.observedGeneration(),
                    status.phase(),
                    status.bootPhase(),
                    status.conditions().all(),
                    status.boot() == null ? null : BootSummary.of(status.boot(), status));
        }
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
    record BootSummary(
            long number,
            long generation,
            Instant launchedAt,
            boolean ended,
            @Nullable Integer exitStatus,
            List<String> stderr,
            int failures,
            @Nullable Instant retryAt) {

        static BootSummary of(Boot boot, VmStatus status) {
            return new BootSummary(
                    boot.number(),
                    boot.generation(),
                    boot.launchedAt(),
                    boot.hasEnded(),
                    boot.knownExitStatus(),
                    boot.stderr(),
                    status.failures(),
                    status.retryAt());
        }
    }

    static VmView of(StoredVm vm) {
        return of(vm.definition(), vm.status(), null);
    }

    static VmView of(VmDefinition definition, VmStatus status, @Nullable List<ViolationView> warnings) {
        return new VmView(
                definition.name().value(),
                definition.labels(),
                definition.spec(),
                definition.generation(),
                definition.createdAt(),
                definition.deleting(),
                StatusView.of(status),
                warnings == null || warnings.isEmpty() ? null : warnings);
    }
}

package dev.outset.status;

import dev.outset.binding.Default;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a status that the summary omits; stored separately, since it is large and lists do not need it.
 *
 * @param boot the details of the latest boot; null before the first boot
 * @param parameters all parameters, as last read from QEMU
 * @param capabilities the capabilities that the definition requests, and others that are or were on, as last read
 *     from QEMU
 * @param failures the number of consecutive failed boots
 * @param retryAt when the next boot may be attempted; null if no retry is pending
 */
public record StatusDetails(
        @Nullable BootDetails boot,
        List<ObservedParameter> parameters,
        @Default("[]") List<ObservedCapability> capabilities,
        int failures,
        @Nullable Instant retryAt) {

    public StatusDetails {
        parameters = List.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * The details of a boot.
     *
     * @param restarts the restart counter of the definition that QEMU was started with
     * @param commandLine the argument list that QEMU was started with
     * @param steps the boot steps reached
     * @param exitStatus the exit status; negative if unknown; null while QEMU runs
     */
    public record BootDetails(
            long restarts,
            List<String> commandLine,
            List<BootStatus.ReachedStep> steps,
            @Nullable Integer exitStatus) {

        public BootDetails {
            commandLine = List.copyOf(commandLine);
            steps = List.copyOf(steps);
        }
    }
}

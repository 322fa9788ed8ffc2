package dev.outset.status;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes a summary a whole status again: the nine tenths that it leaves out, and what it shows only beside a boot.
 *
 * @param boot the course of the latest start; null before the first
 * @param parameters every parameter as it was last read back
 * @param capabilities the capabilities that the definition asks for, and others that are or were on, as they were last
 *     read back
 * @param failures how many boots in a row have failed
 * @param retryAt when the next boot may be tried; null when nothing waits
 */
public record StatusDetails(
        @Nullable BootCourse boot,
        List<ObservedParameter> parameters,
        @Schema(defaultValue = "[]") List<ObservedCapability> capabilities,
        int failures,
        @Nullable Instant retryAt) {

    public StatusDetails {
        parameters = List.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * The course of a start.
     *
     * @param restarts the value of the definition's restart counter it was started with
     * @param commandLine the argument list it was started with
     * @param steps the steps that were reached
     * @param exitStatus the exit status, negative when nobody could see it; null while it runs
     */
    public record BootCourse(
            long restarts,
            List<String> commandLine,
            List<BootStatus.ReachedStep> steps,
            @Nullable Integer exitStatus) {

        public BootCourse {
            commandLine = List.copyOf(commandLine);
            steps = List.copyOf(steps);
        }
    }
}

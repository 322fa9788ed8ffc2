package dev.outset.simulator.state;

import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.release.CompiledCatalogue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a boot. It does not change afterwards.
 *
 * @param request the boot request
 * @param release the compiled catalogue of the release
 * @param commandLine the parsed command line; null if QEMU exited while parsing
 * @param family the family of the machine type; empty if none was selected
 * @param steps the steps reached before the main loop, in chronological order
 * @param mainLoopStartedAt when the main loop starts; null for never
 * @param monitorReadyAt when the monitor starts to answer; null for never
 * @param objectCreatedAt when the migration object was created; null for never
 * @param waitingFor what the boot waits for; null for nothing
 * @param stderr the lines printed during the boot
 * @param initial the runtime state after the boot
 */
public record BootResult(
        BootRequest request,
        CompiledCatalogue release,
        @Nullable ParsedCommandLine commandLine,
        String family,
        List<ReachedStep> steps,
        @Nullable Instant mainLoopStartedAt,
        @Nullable Instant monitorReadyAt,
        @Nullable Instant objectCreatedAt,
        @Nullable String waitingFor,
        List<String> stderr,
        RuntimeState initial) {

    public BootResult {
        steps = List.copyOf(steps);
        stderr = List.copyOf(stderr);
    }
}

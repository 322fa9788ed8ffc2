package dev.outset.simulator.state;

import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.release.CompiledCatalogue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a start went; does not change afterwards.
 *
 * @param request what was asked for
 * @param release the release's tables
 * @param commandLine what QEMU read; null when it did not get through
 * @param family the family of the machine type; empty when none was chosen
 * @param steps the steps reached before the main loop, in the order of time
 * @param runsFrom from when on the main loop runs; null for never
 * @param answersFrom from when on the monitor answers; null for never
 * @param objectFrom from when on the migration object is there; null for never
 * @param waitingFor what QEMU waits for before it goes on; null for nothing
 * @param stderr the lines printed during the start
 * @param initial the part that changes, as it was after the start
 */
public record BootResult(
        BootRequest request,
        CompiledCatalogue release,
        @Nullable ParsedCommandLine commandLine,
        String family,
        List<ReachedStep> steps,
        @Nullable Instant runsFrom,
        @Nullable Instant answersFrom,
        @Nullable Instant objectFrom,
        @Nullable String waitingFor,
        List<String> stderr,
        RuntimeState initial) {

    public BootResult {
        steps = List.copyOf(steps);
        stderr = List.copyOf(stderr);
    }
}

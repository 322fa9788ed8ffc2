package dev.outset.simulator.boot;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.parameters.ReadMoment;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterTable;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.ReachedStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The time of each boot step, and the migration parameters that are readable after it. */
final class BootTimeline {

    private final CompiledCatalogue release;

    private final List<Fault> faults;

    private final List<BootSequence.Stage> stages = new ArrayList<>();

    private final List<Instant> times = new ArrayList<>();

    private @Nullable Instant objectCreatedAt;

    private int objectIndex;

    BootTimeline(CompiledCatalogue release, List<Fault> faults) {
        this.release = release;
        this.faults = faults;
    }

    void record(BootSequence.Stage stage, Instant at) {
        Instant when = at;
        if (stage.step() == BootStep.MIGRATION_OBJECT_CREATED) {
            for (Fault fault : faults) {
                if (fault instanceof Fault.LateObject late) {
                    when = when.plus(late.duration());
                }
            }
            objectCreatedAt = when;
            objectIndex = stages.size();
        }
        stages.add(stage);
        times.add(when);
    }

    /** When the migration object was created; null if the boot did not reach that step. */
    @Nullable Instant objectCreatedAt() {
        return objectCreatedAt;
    }

    /** When the monitor starts to answer if the main loop starts at {@code mainLoop}; null for never. */
    @Nullable Instant monitorReadyAt(Instant mainLoop) {
        Duration blocked = Duration.ZERO;
        for (Fault fault : faults) {
            if (fault instanceof Fault.BlockedMonitor monitor) {
                if (monitor.duration() == null) {
                    return null;
                }
                blocked = blocked.plus(monitor.duration());
            }
        }
        return mainLoop.plus(blocked);
    }

    /** The steps in chronological order. */
    List<ReachedStep> steps(@Nullable ParsedCommandLine commandLine) {
        List<String> early = early(commandLine);
        List<String> all = release.parameters().names();
        List<ReachedStep> steps = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            Instant at = times.get(i);
            boolean hasObject = objectCreatedAt != null
                    && (at.isAfter(objectCreatedAt) || (at.equals(objectCreatedAt) && i >= objectIndex));
            steps.add(new ReachedStep(stages.get(i).step(), stages.get(i).phase(), at, hasObject ? all : early));
        }
        steps.sort(Comparator.comparing(ReachedStep::at));
        return steps;
    }

    /** The parameters in {@code config:} that the destination reads during boot. */
    private List<String> early(@Nullable ParsedCommandLine commandLine) {
        @Nullable ParameterArray config =
                commandLine == null ? null : commandLine.incoming().config();
        if (config == null) {
            return List.of();
        }
        ParameterTable table = release.parameters();
        return IntStream.range(0, config.size())
                .filter(index -> config.get(index) != null)
                .mapToObj(table::spec)
                .filter(spec -> spec.readAt().destination() == ReadMoment.BOOT)
                .map(ParameterSpec::name)
                .toList();
    }
}

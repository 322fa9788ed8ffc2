package dev.outset.simulator.boot;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.parameters.ReadMoment;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.release.ParameterArray;
import dev.outset.simulator.release.ParameterTable;
import dev.outset.simulator.state.ReachedStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** When each step was reached, and what a reader of migration parameters would have seen. */
final class BootTimeline {

    private final CompiledCatalogue release;

    private final List<Fault> faults;

    private final List<BootSequence.Stage> stages = new ArrayList<>();

    private final List<Instant> times = new ArrayList<>();

    private @Nullable Instant objectFrom;

    BootTimeline(CompiledCatalogue release, List<Fault> faults) {
        this.release = release;
        this.faults = faults;
    }

    void reached(BootSequence.Stage stage, Instant at) {
        Instant when = at;
        if (stage.step() == BootStep.MIGRATION_OBJECT_CREATED) {
            for (Fault fault : faults) {
                if (fault instanceof Fault.LateObject late) {
                    when = when.plus(late.duration());
                }
            }
            objectFrom = when;
        }
        stages.add(stage);
        times.add(when);
    }

    /** From when on the migration object is there; null when the start did not get that far. */
    @Nullable Instant objectFrom() {
        return objectFrom;
    }

    /** From when on the monitor answers, given when the main loop runs; null for never. */
    @Nullable Instant answersFrom(Instant mainLoop) {
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

    /** The steps in the order of time. */
    List<ReachedStep> steps(@Nullable ParsedCommandLine commandLine) {
        List<String> early = early(commandLine);
        List<String> all = release.parameters().names();
        List<ReachedStep> steps = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            Instant at = times.get(i);
            boolean hasObject =
                    objectFrom != null && (at.isAfter(objectFrom) || (at.equals(objectFrom) && isObjectOrLater(i)));
            steps.add(new ReachedStep(stages.get(i).step(), stages.get(i).phase(), at, hasObject ? all : early));
        }
        steps.sort(Comparator.comparing(ReachedStep::at));
        return steps;
    }

    private boolean isObjectOrLater(int index) {
        for (int i = 0; i <= index; i++) {
            if (stages.get(i).step() == BootStep.MIGRATION_OBJECT_CREATED) {
                return true;
            }
        }
        return false;
    }

    /** What {@code config:} gave and is meant to be read while QEMU starts. */
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

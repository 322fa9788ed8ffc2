package dev.outset.simulator;

import dev.outset.simulator.migration.IncomingSide;
import dev.outset.simulator.migration.MigrationObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a QEMU that changes after its start.
 *
 * @param runState the run state
 * @param autostart whether the guest runs once an incoming migration is done
 * @param object the migration object; null when the start did not get that far
 * @param side the incoming side
 * @param preconfigLeftAt when {@code x-exit-preconfig} was executed; null when it was not
 * @param end how it ended; null while it runs
 * @param passage the migrations it takes part in
 * @param faultsUsed how often each fault of the request has struck, by its position
 */
record Live(
        RunState runState,
        boolean autostart,
        @Nullable MigrationObject object,
        IncomingSide side,
        @Nullable Instant preconfigLeftAt,
        @Nullable ProcessEnd end,
        Passage passage,
        List<Integer> faultsUsed) {

    Live {
        faultsUsed = List.copyOf(faultsUsed);
    }

    Live withRunState(RunState state, boolean runsLater) {
        return new Live(state, runsLater, object, side, preconfigLeftAt, end, passage, faultsUsed);
    }

    Live withObject(MigrationObject changed) {
        return new Live(runState, autostart, changed, side, preconfigLeftAt, end, passage, faultsUsed);
    }

    Live withSide(IncomingSide changed) {
        return new Live(runState, autostart, object, changed, preconfigLeftAt, end, passage, faultsUsed);
    }

    Live withPreconfigLeft(Instant at) {
        return new Live(runState, autostart, object, side, at, end, passage, faultsUsed);
    }

    Live withEnd(ProcessEnd how) {
        return new Live(runState, autostart, object, side, preconfigLeftAt, how, passage, faultsUsed);
    }

    Live withFaultsUsed(List<Integer> counts) {
        return new Live(runState, autostart, object, side, preconfigLeftAt, end, passage, counts);
    }

    Live withPassage(Passage changed) {
        return new Live(runState, autostart, object, side, preconfigLeftAt, end, changed, faultsUsed);
    }
}

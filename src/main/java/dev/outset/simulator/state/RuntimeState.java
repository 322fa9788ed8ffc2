package dev.outset.simulator.state;

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
public record RuntimeState(
        RunState runState,
        boolean autostart,
        @Nullable MigrationObject object,
        IncomingSide side,
        @Nullable Instant preconfigLeftAt,
        @Nullable ProcessExit end,
        MigrationState passage,
        List<Integer> faultsUsed) {

    public RuntimeState {
        faultsUsed = List.copyOf(faultsUsed);
    }

    public RuntimeState withRunState(RunState state, boolean runsLater) {
        return new RuntimeState(state, runsLater, object, side, preconfigLeftAt, end, passage, faultsUsed);
    }

    public RuntimeState withObject(MigrationObject changed) {
        return new RuntimeState(runState, autostart, changed, side, preconfigLeftAt, end, passage, faultsUsed);
    }

    public RuntimeState withSide(IncomingSide changed) {
        return new RuntimeState(runState, autostart, object, changed, preconfigLeftAt, end, passage, faultsUsed);
    }

    public RuntimeState withPreconfigLeft(Instant at) {
        return new RuntimeState(runState, autostart, object, side, at, end, passage, faultsUsed);
    }

    public RuntimeState withEnd(ProcessExit how) {
        return new RuntimeState(runState, autostart, object, side, preconfigLeftAt, how, passage, faultsUsed);
    }

    public RuntimeState withFaultsUsed(List<Integer> counts) {
        return new RuntimeState(runState, autostart, object, side, preconfigLeftAt, end, passage, counts);
    }

    public RuntimeState withPassage(MigrationState changed) {
        return new RuntimeState(runState, autostart, object, side, preconfigLeftAt, end, changed, faultsUsed);
    }
}

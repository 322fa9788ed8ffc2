package dev.outset.simulator.state;

import dev.outset.qemu.RunState;
import dev.outset.simulator.migration.IncomingSide;
import dev.outset.simulator.migration.MigrationObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a QEMU that changes after the boot.
 *
 * @param runState the run state
 * @param autostart whether the guest runs after an incoming migration
 * @param object the migration object; null if the boot did not reach its creation
 * @param incoming the incoming side
 * @param preconfigLeftAt when {@code x-exit-preconfig} was executed; null if it was not
 * @param end the exit of the process; null for none
 * @param migrations the migrations of the QEMU
 * @param faultsUsed how often each fault of the boot request was triggered, by its position
 */
public record RuntimeState(
        RunState runState,
        boolean autostart,
        @Nullable MigrationObject object,
        IncomingSide incoming,
        @Nullable Instant preconfigLeftAt,
        @Nullable ProcessExit end,
        MigrationState migrations,
        List<Integer> faultsUsed) {

    public RuntimeState {
        faultsUsed = List.copyOf(faultsUsed);
    }

    /** This state with another run state and autostart flag. */
    public RuntimeState withRunState(RunState state, boolean runsAfterMigration) {
        return new RuntimeState(
                state, runsAfterMigration, object, incoming, preconfigLeftAt, end, migrations, faultsUsed);
    }

    /** This state with another migration object. */
    public RuntimeState withObject(MigrationObject changed) {
        return new RuntimeState(runState, autostart, changed, incoming, preconfigLeftAt, end, migrations, faultsUsed);
    }

    /** This state with another incoming side. */
    public RuntimeState withIncoming(IncomingSide changed) {
        return new RuntimeState(runState, autostart, object, changed, preconfigLeftAt, end, migrations, faultsUsed);
    }

    /** This state after {@code x-exit-preconfig} was executed at an instant. */
    public RuntimeState withPreconfigLeft(Instant at) {
        return new RuntimeState(runState, autostart, object, incoming, at, end, migrations, faultsUsed);
    }

    /** This state after the process exited. */
    public RuntimeState withEnd(ProcessExit exit) {
        return new RuntimeState(runState, autostart, object, incoming, preconfigLeftAt, exit, migrations, faultsUsed);
    }

    /** This state after a fault was triggered. */
    public RuntimeState withFaultUsed(int fault) {
        List<Integer> counts = new ArrayList<>(faultsUsed);
        counts.set(fault, counts.get(fault) + 1);
        return new RuntimeState(runState, autostart, object, incoming, preconfigLeftAt, end, migrations, counts);
    }

    /** This state with other migrations. */
    public RuntimeState withMigrations(MigrationState changed) {
        return new RuntimeState(runState, autostart, object, incoming, preconfigLeftAt, end, changed, faultsUsed);
    }
}

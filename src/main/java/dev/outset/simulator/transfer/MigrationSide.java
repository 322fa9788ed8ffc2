package dev.outset.simulator.transfer;

import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.state.MigrationState.Arrival;
import dev.outset.simulator.state.MigrationStatus;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.RunState;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.stream.GuestHardware;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** One side of a migration during a simulation: the changing state of the QEMU, and the events for its clients. */
public final class MigrationSide {

    private final SimulatedQemu qemu;

    private RuntimeState live;

    private final List<QmpEvent> events = new ArrayList<>();

    /** A side with a QEMU and its current state. */
    public MigrationSide(SimulatedQemu qemu, RuntimeState state) {
        this.qemu = qemu;
        this.live = state;
    }

    /** The current state. */
    public RuntimeState live() {
        return live;
    }

    /** The QEMU with the current state; the same instance if nothing has changed. */
    SimulatedQemu result() {
        return live.equals(qemu.live()) ? qemu : qemu.with(live);
    }

    /** The events so far, in order. */
    public List<QmpEvent> events() {
        return events;
    }

    MigrationObject object() {
        return Objects.requireNonNull(live.object(), "A migration requires a migration object");
    }

    OutgoingMigration outgoing() {
        return Objects.requireNonNull(live.passage().outgoing(), "The source must have an outgoing migration");
    }

    @Nullable Arrival arrival() {
        return live.passage().arrival();
    }

    boolean isGone(Instant now) {
        return live.end() != null && !live.end().at().isAfter(now);
    }

    /** The bandwidth model for the current state. */
    public BandwidthModel tuning() {
        GuestHardware hardware =
                Objects.requireNonNull(qemu.boot().commandLine()).hardware();
        return BandwidthModel.of(object(), hardware, qemu.request().load(), live.runState() == RunState.RUNNING);
    }

    /** Updates the outgoing migration without an event. */
    void keep(OutgoingMigration changed) {
        live = live.withPassage(live.passage().with(changed));
    }

    /** Updates the outgoing migration and emits its status if the {@code events} capability is on. */
    public void become(OutgoingMigration changed) {
        keep(changed);
        emitStatus(changed.status(), changed.at());
    }

    private void emitStatus(MigrationStatus status, Instant at) {
        if (StreamEndpoints.has(object(), "events")) {
            events.add(new QmpEvent(
                    "MIGRATION", JsonNodeFactory.instance.objectNode().put("status", status.label()), at));
        }
    }

    void tellPass(Instant at) {
        if (StreamEndpoints.has(object(), "events")) {
            events.add(new QmpEvent(
                    "MIGRATION_PASS",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("pass", outgoing().progress().iteration()),
                    at));
        }
    }

    void stopGuest(Instant at) {
        RunState previous = live.runState();
        keep(outgoing().stopped(previous, at));
        live = live.withRunState(RunState.FINISH_MIGRATE, live.autostart());
        if (previous == RunState.RUNNING) {
            events.add(new QmpEvent("STOP", null, at));
        }
    }

    /** Resumes the guest on the source if it was stopped for the migration. */
    void resumeGuest(Instant at) {
        if (live.runState() == RunState.FINISH_MIGRATE) {
            live = live.withRunState(outgoing().before(), live.autostart());
            if (live.runState() == RunState.RUNNING) {
                events.add(new QmpEvent("RESUME", null, at));
            }
        }
    }

    /** Marks the guest as migrated to the destination. */
    void completeGuest(Instant at) {
        if (live.runState() == RunState.FINISH_MIGRATE) {
            live = live.withRunState(RunState.POSTMIGRATE, live.autostart());
        }
    }

    /**
     * Continues the guest on the destination in its run state on the source ({@code process_incoming_migration_bh}).
     */
    void takeGuest(RunState sourceState, Instant at) {
        if (live.runState() != RunState.INMIGRATE) {
            return;
        }
        boolean runs = sourceState == RunState.RUNNING && live.autostart();
        RunState runState = runs ? RunState.RUNNING : sourceState == RunState.RUNNING ? RunState.PAUSED : sourceState;
        live = live.withRunState(runState, live.autostart());
        if (runs) {
            events.add(new QmpEvent("RESUME", null, at));
        }
    }

    void arrives(MigrationStatus status, Instant at) {
        Arrival incoming = Objects.requireNonNull(arrival());
        live = live.withPassage(live.passage().with(incoming.with(status)));
        emitStatus(status, at);
    }

    /** Discards the incoming migration: the source closed the connection before the destination started. */
    void isLeft() {
        live = live.withPassage(live.passage().with((Arrival) null));
    }

    void exits(List<String> stderr, Instant at) {
        live = live.withEnd(new ProcessExit(1, at, stderr));
    }
}

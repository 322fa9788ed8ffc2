package dev.outset.simulator.transfer;

import dev.outset.qemu.RunState;
import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.state.MigrationState.Incoming;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.stream.GuestHardware;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A QEMU while it changes, such as one side of a migration: its current state, and the events for its clients. */
public final class MigrationSide {

    private final SimulatedQemu qemu;

    private RuntimeState state;

    private final List<QmpEvent> events = new ArrayList<>();

    /** A side with a QEMU and its current state. */
    public MigrationSide(SimulatedQemu qemu, RuntimeState state) {
        this.qemu = qemu;
        this.state = state;
    }

    /** The current state. */
    public RuntimeState state() {
        return state;
    }

    /** Sets the current state. */
    public void update(RuntimeState changed) {
        state = changed;
    }

    /** Adds an event; {@code data} is null for none. */
    public void emit(String name, @Nullable JsonNode data, Instant at) {
        events.add(new QmpEvent(name, data, at));
    }

    /** The QEMU with the current state; the same instance if nothing has changed. */
    SimulatedQemu result() {
        return state.equals(qemu.state()) ? qemu : qemu.with(state);
    }

    /** The events so far, in order. */
    public List<QmpEvent> events() {
        return events;
    }

    MigrationObject object() {
        return Objects.requireNonNull(state.object(), "A migration requires a migration object");
    }

    OutgoingMigration outgoing() {
        return Objects.requireNonNull(state.migrations().outgoing(), "The source must have an outgoing migration");
    }

    @Nullable Incoming incoming() {
        return state.migrations().incoming();
    }

    boolean hasExited(Instant now) {
        return state.end() != null && !state.end().at().isAfter(now);
    }

    /** The bandwidth model for the current state. */
    public BandwidthModel bandwidth() {
        GuestHardware hardware =
                Objects.requireNonNull(qemu.boot().commandLine()).hardware();
        return BandwidthModel.of(
                object(), hardware, qemu.request().simulation().load(), state.runState() == RunState.RUNNING);
    }

    /** Updates the outgoing migration without an event. */
    void update(OutgoingMigration changed) {
        state = state.withMigrations(state.migrations().with(changed));
    }

    /** Updates the outgoing migration and emits its status if the {@code events} capability is on. */
    public void transition(OutgoingMigration changed) {
        update(changed);
        emitStatus(changed.status(), changed.at());
    }

    private void emitStatus(MigrationStatus status, Instant at) {
        if (object().has("events")) {
            emit("MIGRATION", JsonNodeFactory.instance.objectNode().put("status", status.toString()), at);
        }
    }

    void emitPass(Instant at) {
        if (object().has("events")) {
            int pass = outgoing().progress().iteration();
            emit("MIGRATION_PASS", JsonNodeFactory.instance.objectNode().put("pass", pass), at);
        }
    }

    void stopGuest(Instant at) {
        RunState previous = state.runState();
        update(outgoing().stopped(previous, at));
        state = state.withRunState(RunState.FINISH_MIGRATE, state.autostart());
        if (previous == RunState.RUNNING) {
            emit("STOP", null, at);
        }
    }

    /** Resumes the guest on the source if it was stopped for the migration. */
    void resumeGuest(Instant at) {
        if (state.runState() == RunState.FINISH_MIGRATE) {
            state = state.withRunState(outgoing().previousRunState(), state.autostart());
            if (state.runState() == RunState.RUNNING) {
                emit("RESUME", null, at);
            }
        }
    }

    /** Marks the guest as migrated to the destination. */
    void markMigrated(Instant at) {
        if (state.runState() == RunState.FINISH_MIGRATE) {
            state = state.withRunState(RunState.POSTMIGRATE, state.autostart());
        }
    }

    /**
     * Continues the guest on the destination in its run state on the source ({@code process_incoming_migration_bh}).
     */
    void resumeIncomingGuest(RunState sourceState, Instant at) {
        if (state.runState() != RunState.INMIGRATE) {
            return;
        }
        boolean runs = sourceState == RunState.RUNNING && state.autostart();
        RunState runState = runs ? RunState.RUNNING : sourceState == RunState.RUNNING ? RunState.PAUSED : sourceState;
        state = state.withRunState(runState, state.autostart());
        if (runs) {
            emit("RESUME", null, at);
        }
    }

    void setIncomingStatus(MigrationStatus status, Instant at) {
        Incoming incoming = Objects.requireNonNull(incoming());
        state = state.withMigrations(state.migrations().with(incoming.with(status)));
        emitStatus(status, at);
    }

    /** Discards the incoming migration: the source closed the connection before the destination started. */
    void discardIncoming() {
        state = state.withMigrations(state.migrations().with((Incoming) null));
    }

    void exit(List<String> stderr, Instant at) {
        state = state.withEnd(new ProcessExit(1, at, stderr));
    }
}

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

/** One end of a migration while time passes: the QEMU as it becomes, and what its clients are told. */
public final class MigrationSide {

    private final SimulatedQemu qemu;

    private RuntimeState live;

    private final List<QmpEvent> events = new ArrayList<>();

    public MigrationSide(SimulatedQemu qemu, RuntimeState live) {
        this.qemu = qemu;
        this.live = live;
    }

    public RuntimeState live() {
        return live;
    }

    /** The QEMU as it is now; the same one if nothing has changed. */
    SimulatedQemu result() {
        return live.equals(qemu.live()) ? qemu : qemu.with(live);
    }

    public List<QmpEvent> events() {
        return events;
    }

    MigrationObject object() {
        return Objects.requireNonNull(live.object(), "A QEMU without migration object migrates nothing");
    }

    OutgoingMigration outgoing() {
        return Objects.requireNonNull(live.passage().outgoing(), "Only a source is led through a migration");
    }

    @Nullable Arrival arrival() {
        return live.passage().arrival();
    }

    boolean isGone(Instant now) {
        return live.end() != null && !live.end().at().isAfter(now);
    }

    public BandwidthModel tuning() {
        GuestHardware hardware =
                Objects.requireNonNull(qemu.boot().commandLine()).hardware();
        return BandwidthModel.of(object(), hardware, qemu.request().load(), live.runState() == RunState.RUNNING);
    }

    /** Takes over a change that nobody is told of. */
    void keep(OutgoingMigration changed) {
        live = live.withPassage(live.passage().with(changed));
    }

    /** Takes over a new status, of which clients are told if they asked for it. */
    public void become(OutgoingMigration changed) {
        keep(changed);
        tellStatus(changed.status(), changed.at());
    }

    private void tellStatus(MigrationStatus status, Instant at) {
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
                            .put("pass", outgoing().progress().pass()),
                    at));
        }
    }

    void stopGuest(Instant at) {
        RunState before = live.runState();
        keep(outgoing().stopped(before, at));
        live = live.withRunState(RunState.FINISH_MIGRATE, live.autostart());
        if (before == RunState.RUNNING) {
            events.add(new QmpEvent("STOP", null, at));
        }
    }

    /** The guest goes on here, if it was stopped for the migration. */
    void resumeGuest(Instant at) {
        if (live.runState() == RunState.FINISH_MIGRATE) {
            live = live.withRunState(outgoing().before(), live.autostart());
            if (live.runState() == RunState.RUNNING) {
                events.add(new QmpEvent("RESUME", null, at));
            }
        }
    }

    /** The guest has gone. */
    void completeGuest(Instant at) {
        if (live.runState() == RunState.FINISH_MIGRATE) {
            live = live.withRunState(RunState.POSTMIGRATE, live.autostart());
        }
    }

    /** The guest has come: it goes on as it was on the source ({@code process_incoming_migration_bh}). */
    void takeGuest(RunState onSource, Instant at) {
        if (live.runState() != RunState.INMIGRATE) {
            return;
        }
        boolean runs = onSource == RunState.RUNNING && live.autostart();
        RunState state = runs ? RunState.RUNNING : onSource == RunState.RUNNING ? RunState.PAUSED : onSource;
        live = live.withRunState(state, live.autostart());
        if (runs) {
            events.add(new QmpEvent("RESUME", null, at));
        }
    }

    void arrives(MigrationStatus status, Instant at) {
        Arrival arrival = Objects.requireNonNull(arrival());
        live = live.withPassage(live.passage().with(arrival.with(status)));
        tellStatus(status, at);
    }

    /** The source has hung up before the destination began. */
    void isLeft() {
        live = live.withPassage(live.passage().with((Arrival) null));
    }

    void exits(List<String> stderr, Instant at) {
        live = live.withEnd(new ProcessExit(1, at, stderr));
    }
}

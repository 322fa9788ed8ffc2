package dev.outset.simulator.qmp;

import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.argv.QemuExit;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.BootResult;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.MigrationSide;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The context of a command while it is executed: the mutable state of the QEMU, and the events for its clients. */
final class CommandContext {

    private final SimulatedQemu qemu;

    private final Instant now;

    private final QmpMode mode;

    private final List<QmpEvent> events = new ArrayList<>();

    RuntimeState state;

    CommandContext(SimulatedQemu qemu, Instant now, QmpMode mode) {
        this.qemu = qemu;
        this.now = now;
        this.mode = mode;
        this.state = qemu.state();
    }

    BootResult boot() {
        return qemu.boot();
    }

    CompiledCatalogue release() {
        return qemu.boot().release();
    }

    Instant now() {
        return now;
    }

    QmpMode mode() {
        return mode;
    }

    /** The parsed command line. A QEMU that answers always has one. */
    ParsedCommandLine options() {
        ParsedCommandLine options = qemu.boot().commandLine();
        if (options == null) {
            throw new IllegalStateException("A QEMU that answers must have parsed its command line");
        }
        return options;
    }

    /** The migration object. A QEMU that answers always has one. */
    MigrationObject object() {
        MigrationObject object = state.object();
        if (object == null) {
            throw new IllegalStateException("A QEMU that answers must have a migration object");
        }
        return object;
    }

    /** Whether QEMU waits for {@code x-exit-preconfig}. */
    boolean isInPreconfig() {
        return options().startup().preconfig() && state.preconfigLeftAt() == null;
    }

    void emit(String name, @Nullable JsonNode data) {
        events.add(new QmpEvent(name, data, now));
    }

    List<QmpEvent> events() {
        return events;
    }

    /** Ends the process without a reply. The caller throws the returned exit. */
    QemuExit terminate(int status, List<String> stderr) {
        state = state.withEnd(new ProcessExit(status, now, stderr));
        return new QemuExit(status, stderr);
    }

    /** This QEMU as one side of a migration. */
    MigrationSide migrationSide() {
        return new MigrationSide(qemu, state);
    }

    /** Applies the state and the events of a migration side to this QEMU. */
    void apply(MigrationSide side) {
        state = side.state();
        events.addAll(side.events());
    }

    /** The QEMU with the current state. */
    SimulatedQemu result() {
        return qemu.with(state);
    }
}

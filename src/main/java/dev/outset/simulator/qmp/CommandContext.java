package dev.outset.simulator.qmp;

import dev.outset.rules.ConditionFacts;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.boot.MachineInit;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.BootResult;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.MigrationSide;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The context of a command while it is executed: the mutable state of the QEMU, and the events for its clients. */
final class CommandContext {

    private final SimulatedQemu qemu;

    private final Instant now;

    private final QmpMode mode;

    private final MigrationSide side;

    CommandContext(SimulatedQemu qemu, Instant now, QmpMode mode) {
        this.qemu = qemu;
        this.now = now;
        this.mode = mode;
        this.side = new MigrationSide(qemu, qemu.state());
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

    /** This QEMU as one side of a migration. */
    MigrationSide side() {
        return side;
    }

    RuntimeState state() {
        return side.state();
    }

    void update(RuntimeState changed) {
        side.update(changed);
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
        MigrationObject object = state().object();
        if (object == null) {
            throw new IllegalStateException("A QEMU that answers must have a migration object");
        }
        return object;
    }

    /** The facts about the incoming side that conditions can refer to. */
    ConditionFacts.IncomingFacts facts() {
        return MachineInit.facts(state(), options());
    }

    /** Whether QEMU waits for {@code x-exit-preconfig}. */
    boolean isInPreconfig() {
        return options().startup().preconfig() && state().preconfigLeftAt() == null;
    }

    void emit(String name, @Nullable JsonNode data) {
        side.emit(name, data, now);
    }

    /** Ends the process. */
    void exit(int status, List<String> stderr) {
        update(state().withEnd(new ProcessExit(status, now, stderr)));
    }

    /** The QEMU with the current state. */
    SimulatedQemu result() {
        return qemu.with(state());
    }
}

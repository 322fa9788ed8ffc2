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

/** What a command works on while it is executed: the part of a QEMU that changes, and what clients are told. */
final class CommandContext {

    private final SimulatedQemu qemu;

    private final Instant now;

    private final QmpMode mode;

    private final List<QmpEvent> events = new ArrayList<>();

    RuntimeState live;

    CommandContext(SimulatedQemu qemu, Instant now, QmpMode mode) {
        this.qemu = qemu;
        this.now = now;
        this.mode = mode;
        this.live = qemu.live();
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

    /** What QEMU read from its command line; a QEMU that answers has read it. */
    ParsedCommandLine options() {
        ParsedCommandLine options = qemu.boot().commandLine();
        if (options == null) {
            throw new IllegalStateException("A QEMU without options answers nothing");
        }
        return options;
    }

    /** The migration object; a QEMU that answers has one. */
    MigrationObject object() {
        MigrationObject object = live.object();
        if (object == null) {
            throw new IllegalStateException("A QEMU without migration object answers nothing");
        }
        return object;
    }

    /** Whether the machine is not initialised yet because of {@code --preconfig}. */
    boolean inPreconfig() {
        return options().startup().preconfig() && live.preconfigLeftAt() == null;
    }

    void event(String name, @Nullable JsonNode data) {
        events.add(new QmpEvent(name, data, now));
    }

    List<QmpEvent> events() {
        return events;
    }

    /** The process ends before it can answer. */
    QemuExit die(int status, List<String> stderr) {
        live = live.withEnd(new ProcessExit(status, now, stderr));
        return new QemuExit(status, stderr);
    }

    /** This QEMU as one end of a migration. */
    MigrationSide traveller() {
        return new MigrationSide(qemu, live);
    }

    /** Takes over what has become of this QEMU as one end of a migration. */
    void take(MigrationSide traveller) {
        live = traveller.live();
        events.addAll(traveller.events());
    }

    /** The QEMU as it is now. */
    SimulatedQemu result() {
        return qemu.with(live);
    }
}

package dev.outset.simulator;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.boot.BootSequenceRunner;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.qmp.QmpDispatcher;
import dev.outset.simulator.qmp.QmpMode;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.BootResult;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Starts simulated QEMUs and executes commands on them. Pure and thread-safe: nothing but arguments and results. */
public final class Simulator {

    private final Catalogues catalogues;

    private final Map<QemuVersion, CompiledCatalogue> releases = new ConcurrentHashMap<>();

    /** A simulator of every release in the data of the catalogues. */
    public Simulator(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    /** Whether a release is known. */
    public boolean knows(QemuVersion version) {
        return catalogues.isInData(version);
    }

    /**
     * Starts a QEMU.
     *
     * @throws IllegalArgumentException if the release is unknown
     */
    public SimulatedQemu boot(BootRequest request) {
        BootResult boot = BootSequenceRunner.walk(request, release(request.version()));
        return new SimulatedQemu(boot, boot.initial());
    }

    CompiledCatalogue release(QemuVersion version) {
        if (!knows(version)) {
            throw new IllegalArgumentException("QEMU " + version + " is not in the catalogue");
        }
        return releases.computeIfAbsent(version, known -> new CompiledCatalogue(catalogues.of(known)));
    }

    /**
     * Executes a command of a client that has negotiated capabilities.
     *
     * @param command the message, whatever it is
     */
    public CommandResult execute(SimulatedQemu qemu, JsonNode command, Instant now) {
        return execute(qemu, command, now, QmpMode.COMMANDS);
    }

    /** Executes a command of a client in some state of its session. */
    CommandResult execute(SimulatedQemu qemu, JsonNode command, Instant now, QmpMode mode) {
        return QmpDispatcher.dispatch(qemu, command, now, mode);
    }
}

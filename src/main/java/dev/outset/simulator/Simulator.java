package dev.outset.simulator;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.boot.BootSequenceRunner;
import dev.outset.simulator.boot.StepDurations;
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

/** Boots simulated QEMUs and executes QMP commands on them. Thread-safe and without side effects. */
public final class Simulator {

    private final Catalogues catalogues;

    private final StepDurations durations;

    private final Map<QemuVersion, CompiledCatalogue> releases = new ConcurrentHashMap<>();

    /** A simulator of every release in the catalogues, whose boot steps take no time unless a request says otherwise. */
    public Simulator(Catalogues catalogues) {
        this(catalogues, StepDurations.NONE);
    }

    /** A simulator of every release in the catalogues. */
    public Simulator(Catalogues catalogues, StepDurations durations) {
        this.catalogues = catalogues;
        this.durations = durations;
    }

    /** Whether a release can be simulated. */
    public boolean supports(QemuVersion version) {
        return catalogues.isBuiltIn(version);
    }

    /**
     * Boots a QEMU.
     *
     * @throws IllegalArgumentException if the release is unknown
     */
    public SimulatedQemu boot(BootRequest request) {
        BootResult boot = BootSequenceRunner.run(request, release(request.version()), durations);
        return new SimulatedQemu(boot, boot.initial());
    }

    CompiledCatalogue release(QemuVersion version) {
        if (!supports(version)) {
            throw new IllegalArgumentException("QEMU " + version + " is not in the catalogue");
        }
        return releases.computeIfAbsent(version, known -> new CompiledCatalogue(catalogues.of(known)));
    }

    /**
     * Executes a command of a client that has negotiated capabilities.
     *
     * @param command the message, which does not need to be a valid command
     */
    public CommandResult execute(SimulatedQemu qemu, JsonNode command, Instant now) {
        return execute(qemu, command, now, QmpMode.COMMANDS);
    }

    /** Executes a command of a client whose session is in a mode. */
    CommandResult execute(SimulatedQemu qemu, JsonNode command, Instant now, QmpMode mode) {
        return QmpDispatcher.dispatch(qemu, command, now, mode);
    }
}

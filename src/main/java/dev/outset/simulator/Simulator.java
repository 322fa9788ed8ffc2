package dev.outset.simulator;

import dev.outset.catalogue.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.release.Release;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Starts simulated QEMUs and executes commands on them. Pure and thread-safe: nothing but arguments and results. */
public final class Simulator {

    private final Catalogues catalogues;

    private final Map<QemuVersion, Release> releases = new ConcurrentHashMap<>();

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
        Boot boot = BootWalk.walk(request, release(request.version()));
        return new SimulatedQemu(boot, boot.initial());
    }

    Release release(QemuVersion version) {
        if (!knows(version)) {
            throw new IllegalArgumentException("QEMU " + version + " is not in the catalogue");
        }
        return releases.computeIfAbsent(version, known -> new Release(catalogues.of(known)));
    }

    /**
     * Executes a command of a client that has negotiated capabilities.
     *
     * @param command the message, whatever it is
     */
    public Execution execute(SimulatedQemu qemu, JsonNode command, Instant now) {
        return execute(qemu, command, now, QmpMode.COMMANDS);
    }

    /** Executes a command of a client in some state of its session. */
    Execution execute(SimulatedQemu qemu, JsonNode command, Instant now, QmpMode mode) {
        return QmpDispatcher.dispatch(qemu, command, now, mode);
    }
}

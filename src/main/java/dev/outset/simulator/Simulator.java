package dev.outset.simulator;

import dev.outset.catalogue.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.release.Release;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Starts simulated QEMUs and executes commands on them. Pure and thread-safe: nothing but arguments and results. */
public final class Simulator {

    private final Map<QemuVersion, Release> releases = new TreeMap<>();

    /** A simulator of every release of the catalogues. */
    public Simulator(Catalogues catalogues) {
        catalogues.versions().forEach(version -> releases.put(version, new Release(catalogues.of(version))));
    }

    /** Whether a release is known. */
    public boolean knows(QemuVersion version) {
        return releases.containsKey(version);
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
        Release release = releases.get(version);
        if (release == null) {
            throw new IllegalArgumentException("QEMU " + version + " is not in the catalogue");
        }
        return release;
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

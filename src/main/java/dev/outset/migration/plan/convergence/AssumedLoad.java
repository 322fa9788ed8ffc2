package dev.outset.migration.plan.convergence;

import dev.outset.migration.plan.compatibility.Endpoint;
import dev.outset.migration.plan.convergence.Assumption.Origin;
import dev.outset.qemu.GuestLoad;
import dev.outset.vm.SimulatedGuest;
import dev.outset.vm.VmSpec;
import dev.outset.vm.property.ByteCount;
import dev.outset.vm.property.ByteRate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The load that a prediction is based on, in bytes and bytes per second.
 *
 * @param used the memory to transfer
 * @param dirtied the dirty rate
 * @param link the network bandwidth
 * @param channel the bandwidth of one connection; null for that of the network
 */
record AssumedLoad(
        Assumption used,
        Assumption dirtied,
        Assumption link,
        @Nullable Assumption channel) {

    /**
     * Returns the load of a source; empty if the dirty rate is unknown.
     *
     * @param measured the measured dirty rate; null if there is none
     */
    static Optional<AssumedLoad> of(Endpoint source, DeclaredLoad declared, @Nullable ByteRate measured) {
        VmSpec spec = source.spec();
        SimulatedGuest simulated = spec.runtime() == VmSpec.RuntimeKind.SIMULATED
                ? spec.simulation().guest()
                : null;
        Assumption dirtied = rate(
                "dirtiedPerSecond",
                declared.dirtiedPerSecond(),
                simulated == null ? null : simulated.dirtiedPerSecond());
        if (dirtied == null && measured != null) {
            dirtied = new Assumption("dirtiedPerSecond", measured.bytesPerSecond(), Origin.MEASURED);
        }
        if (dirtied == null) {
            return Optional.empty();
        }
        Assumption link =
                rate("linkPerSecond", declared.linkPerSecond(), simulated == null ? null : simulated.linkPerSecond());
        return Optional.of(new AssumedLoad(
                used(source, declared.usedMemory(), simulated == null ? null : simulated.usedMemory()),
                source.guest().paused() ? new Assumption(dirtied.name(), 0, Origin.DEFINITION) : dirtied,
                link == null ? new Assumption("linkPerSecond", GuestLoad.IDLE.linkPerSecond(), Origin.DEFAULT) : link,
                rate(
                        "channelPerSecond",
                        declared.channelPerSecond(),
                        simulated == null ? null : simulated.channelPerSecond())));
    }

    private static @Nullable Assumption rate(String name, @Nullable ByteRate declared, @Nullable ByteRate defined) {
        return declared != null
                ? new Assumption(name, declared.bytesPerSecond(), Origin.REQUEST)
                : defined == null ? null : new Assumption(name, defined.bytesPerSecond(), Origin.DEFINITION);
    }

    private static Assumption used(Endpoint source, @Nullable ByteCount declared, @Nullable ByteCount defined) {
        long all = source.guest().memoryBytes();
        ByteCount given = declared == null ? defined : declared;
        return given == null
                ? new Assumption("usedMemory", all, Origin.DEFAULT)
                : new Assumption(
                        "usedMemory",
                        Math.min(given.bytes(), all),
                        declared == null ? Origin.DEFINITION : Origin.REQUEST);
    }

    /** Returns the bandwidth of a number of connections. */
    double bandwidth(int channels) {
        return channel == null ? link.value() : Math.min((double) link.value(), (double) channel.value() * channels);
    }

    List<Assumption> assumptions() {
        return Stream.of(used, dirtied, link, channel)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}

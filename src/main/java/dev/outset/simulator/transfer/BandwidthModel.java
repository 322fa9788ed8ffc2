package dev.outset.simulator.transfer;

import dev.outset.qemu.GuestLoad;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.stream.GuestHardware;
import java.time.Duration;

/**
 * Determines the duration of a migration from the current settings of the source, the guest load, and the network.
 *
 * @param usedBytes the memory to transfer, in bytes
 * @param bytesPerSecond the bandwidth while the guest runs on the source
 * @param linkPerSecond the bandwidth of the link in bytes per second, which applies while the guest is stopped
 * @param postcopyPerSecond the bandwidth in bytes per second while the guest runs on the destination
 * @param thresholdBytes the remaining bytes at which the switchover starts
 * @param dirtiedPerSecond the bytes that the unthrottled guest dirties per second
 * @param throttle how the CPUs are throttled
 */
public record BandwidthModel(
        long usedBytes,
        long bytesPerSecond,
        long linkPerSecond,
        long postcopyPerSecond,
        long thresholdBytes,
        long dirtiedPerSecond,
        CpuThrottle throttle) {

    private static final long MILLIS = 1_000;

    private static final int HUNDRED = 100;

    /** The minimum bandwidth, so that every iteration ends. */
    private static final long MIN_BYTES_PER_SECOND = 4096;

    static BandwidthModel of(MigrationObject object, GuestHardware hardware, GuestLoad load, boolean runs) {
        long link = link(object, load);
        long speed = limited(link, object.numberOf("bandwidth"));
        return new BandwidthModel(
                usedMemory(hardware, load),
                speed,
                link,
                limited(link, object.numberOf("postcopyBandwidth")),
                threshold(object, speed),
                runs ? load.dirtiedPerSecond() : 0,
                CpuThrottle.of(object));
    }

    /** The bytes of guest memory to transfer. */
    static long usedMemory(GuestHardware hardware, GuestLoad load) {
        Long used = load.usedMemory();
        return used == null ? hardware.memoryBytes() : Math.min(used, hardware.memoryBytes());
    }

    private static long link(MigrationObject object, GuestLoad load) {
        Long channel = load.channelPerSecond();
        if (channel == null) {
            return Math.max(MIN_BYTES_PER_SECOND, load.linkPerSecond());
        }
        long channels = object.has("channels") ? object.numberOf("channelCount") : 1;
        return Math.max(MIN_BYTES_PER_SECOND, Math.min(load.linkPerSecond(), channel * channels));
    }

    /** Applies the limit of a parameter to a bandwidth; 0 disables the limit. */
    private static long limited(long bandwidth, long limit) {
        return limit == 0
                ? bandwidth
                : Long.compareUnsigned(limit, bandwidth) > 0 ? bandwidth : Math.max(MIN_BYTES_PER_SECOND, limit);
    }

    private static long threshold(MigrationObject object, long speed) {
        long configured = object.numberOf("switchoverBandwidth");
        double millis = object.numberOf("downtime");
        return (long) ((configured == 0 ? speed : configured) * (millis / MILLIS));
    }

    /** The bytes that the guest dirties in a time with a CPU throttle percentage. */
    public long dirtiedBytes(Duration time, int percentage) {
        double perSecond = (double) dirtiedPerSecond * (HUNDRED - percentage) / HUNDRED;
        return (long) (perSecond * time.toNanos() / Duration.ofSeconds(1).toNanos());
    }

    /** The time to transfer bytes at a bandwidth in bytes per second. */
    public static Duration transferTime(long bytes, long perSecond) {
        double seconds = (double) bytes / perSecond;
        return Duration.ofNanos((long) (seconds * Duration.ofSeconds(1).toNanos()));
    }
}

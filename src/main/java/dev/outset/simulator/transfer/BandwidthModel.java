package dev.outset.simulator.transfer;

import dev.outset.qemu.GuestLoad;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.stream.GuestHardware;
import java.time.Duration;

/**
 * Determines the duration of a migration from the current settings of the source, the guest load, and the network.
 *
 * @param usedBytes the memory to transfer, in bytes
 * @param bytesPerSecond the bandwidth while the guest runs
 * @param linkPerSecond the bandwidth of the link in bytes per second, which applies while the guest is stopped
 * @param thresholdBytes the remaining bytes at which the switchover starts
 * @param dirtiedPerSecond the bytes that the unthrottled guest dirties per second
 * @param initialThrottle the first CPU throttle percentage; 0 for no throttling
 * @param throttleIncrement the increment of the percentage
 * @param maxThrottle the maximum percentage
 */
public record BandwidthModel(
        long usedBytes,
        long bytesPerSecond,
        long linkPerSecond,
        long thresholdBytes,
        long dirtiedPerSecond,
        int initialThrottle,
        int throttleIncrement,
        int maxThrottle) {

    private static final long MILLIS = 1_000;

    private static final int HUNDRED = 100;

    /** The minimum bandwidth, so that every iteration ends. */
    private static final long MIN_BYTES_PER_SECOND = 4096;

    static BandwidthModel of(MigrationObject object, GuestHardware hardware, GuestLoad load, boolean runs) {
        long link = link(object, load);
        long limit = object.numberOf("bandwidth");
        long speed = limit == 0 ? link : Math.max(MIN_BYTES_PER_SECOND, Math.min(link, limit));
        boolean throttles = object.has("throttle");
        return new BandwidthModel(
                usedMemory(hardware, load),
                speed,
                link,
                threshold(object, speed),
                runs ? load.dirtiedPerSecond() : 0,
                throttles ? (int) object.numberOf("initialThrottle") : 0,
                (int) object.numberOf("throttleIncrement"),
                (int) object.numberOf("maxThrottle"));
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

    private static long threshold(MigrationObject object, long speed) {
        long configured = object.numberOf("switchoverBandwidth");
        double millis = object.numberOf("downtime");
        return (long) ((configured == 0 ? speed : configured) * (millis / MILLIS));
    }

    /** The bytes that the guest dirties in a time with a CPU throttle percentage. */
    public long dirtiedBytes(Duration time, int throttle) {
        double perSecond = (double) dirtiedPerSecond * (HUNDRED - throttle) / HUNDRED;
        return (long) (perSecond * time.toNanos() / Duration.ofSeconds(1).toNanos());
    }

    /** The next CPU throttle percentage after an iteration that dirtied too much memory. */
    int nextThrottle(int throttle) {
        return initialThrottle == 0
                ? 0
                : Math.min(maxThrottle, throttle == 0 ? initialThrottle : throttle + throttleIncrement);
    }

    /** The time to transfer bytes at a bandwidth in bytes per second. */
    public static Duration transferTime(long bytes, long perSecond) {
        double seconds = (double) bytes / perSecond;
        return Duration.ofNanos((long) (seconds * Duration.ofSeconds(1).toNanos()));
    }
}

package dev.outset.simulator.transfer;

import dev.outset.qemu.GuestLoad;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.stream.GuestHardware;
import java.time.Duration;

/**
 * What decides how long a migration takes: the source's settings as they are now, its guest, and the network.
 *
 * @param usedBytes how much memory has to travel
 * @param bytesPerSecond how fast it does
 * @param linkPerSecond how fast it does once the guest is stopped, when no limit holds
 * @param thresholdBytes how little has to be left for the switchover
 * @param dirtiedPerSecond how much the guest writes anew in a second when it is not slowed down
 * @param firstThrottle how much it is slowed down first, in per cent; 0 for never
 * @param moreThrottle by how much more each time
 * @param mostThrottle how much at most
 */
public record BandwidthModel(
        long usedBytes,
        long bytesPerSecond,
        long linkPerSecond,
        long thresholdBytes,
        long dirtiedPerSecond,
        int firstThrottle,
        int moreThrottle,
        int mostThrottle) {

    private static final long MILLIS = 1_000;

    private static final int HUNDRED = 100;

    /** No link is slower, so that every pass ends. */
    private static final long SLOWEST = 4096;

    static BandwidthModel of(MigrationObject object, GuestHardware hardware, GuestLoad load, boolean runs) {
        long link = link(object, load);
        long limit = StreamEndpoints.number(object, "bandwidth");
        long speed = limit == 0 ? link : Math.max(SLOWEST, Math.min(link, limit));
        boolean throttles = StreamEndpoints.has(object, "throttle");
        return new BandwidthModel(
                used(hardware, load),
                speed,
                link,
                threshold(object, speed),
                runs ? load.dirtiedPerSecond() : 0,
                throttles ? (int) StreamEndpoints.number(object, "firstThrottle") : 0,
                (int) StreamEndpoints.number(object, "moreThrottle"),
                (int) StreamEndpoints.number(object, "mostThrottle"));
    }

    /** How much of a guest's memory has to travel, in bytes. */
    static long used(GuestHardware hardware, GuestLoad load) {
        Long used = load.usedMemory();
        return used == null ? hardware.memoryBytes() : Math.min(used, hardware.memoryBytes());
    }

    private static long link(MigrationObject object, GuestLoad load) {
        Long channel = load.channelPerSecond();
        if (channel == null) {
            return Math.max(SLOWEST, load.linkPerSecond());
        }
        long channels = StreamEndpoints.has(object, "channels") ? StreamEndpoints.number(object, "channelCount") : 1;
        return Math.max(SLOWEST, Math.min(load.linkPerSecond(), channel * channels));
    }

    private static long threshold(MigrationObject object, long speed) {
        long promised = StreamEndpoints.number(object, "switchoverBandwidth");
        double millis = StreamEndpoints.number(object, "downtime");
        return (long) ((promised == 0 ? speed : promised) * (millis / MILLIS));
    }

    /** What is written anew in a time, slowed down by some per cent. */
    public long dirtied(Duration time, int throttle) {
        double perSecond = (double) dirtiedPerSecond * (HUNDRED - throttle) / HUNDRED;
        return (long) (perSecond * time.toNanos() / Duration.ofSeconds(1).toNanos());
    }

    /** How much more the guest is slowed down after a pass that wrote too much anew. */
    int throttledMore(int throttle) {
        return firstThrottle == 0 ? 0 : Math.min(mostThrottle, throttle == 0 ? firstThrottle : throttle + moreThrottle);
    }

    /** How long some bytes take at a speed. */
    public static Duration time(long bytes, long perSecond) {
        double seconds = (double) bytes / perSecond;
        return Duration.ofNanos((long) (seconds * Duration.ofSeconds(1).toNanos()));
    }
}

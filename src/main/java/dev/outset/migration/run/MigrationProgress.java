package dev.outset.migration.run;

import dev.outset.qmp.QmpCommand;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a migration as the source reported it.
 *
 * @param at when the source was queried
 * @param status QEMU's {@code MigrationStatus}
 * @param transferredBytes bytes transferred so far
 * @param remainingBytes bytes that remain to be transferred
 * @param totalBytes size of the guest's memory in bytes
 * @param iterations iterations over the guest's memory ({@code dirty-sync-count})
 * @param totalMillis duration so far in milliseconds
 * @param downtimeMillis downtime of the guest in milliseconds; null until it is known
 * @param expectedDowntimeMillis downtime in milliseconds if the guest were stopped now; null once the downtime is known
 * @param throughputBytesPerSecond throughput in bytes per second ({@code mbps}); the average after completion
 * @param dirtyBytesPerSecond memory that the guest dirties, in bytes per second ({@code dirty-pages-rate} times
 *     {@code page-size})
 * @param cpuThrottlePercentage percentage by which the guest's CPUs are throttled; null if they are not
 */
public record MigrationProgress(
        Instant at,
        String status,
        long transferredBytes,
        long remainingBytes,
        long totalBytes,
        long iterations,
        long totalMillis,
        @Nullable Long downtimeMillis,
        @Nullable Long expectedDowntimeMillis,
        long throughputBytesPerSecond,
        long dirtyBytesPerSecond,
        @Nullable Integer cpuThrottlePercentage) {

    private static final int PERCENT = 100;

    private static final double BYTES_PER_MEGABIT = 125_000;

    private static final QmpCommand.Ram NOTHING = new QmpCommand.Ram(0, 0, 0, 0, 0, 0, 0);

    /**
     * Returns the progress in a reply to {@code query-migrate}. A source whose migration has failed or was cancelled
     * reports only a status; the progress then has the numbers that it reported before.
     *
     * @param previous the previous progress; null if there is none
     */
    static MigrationProgress of(QmpCommand.MigrationInfo info, @Nullable MigrationProgress previous, Instant at) {
        String status = Objects.requireNonNullElse(info.status(), "none");
        if (info.ram() == null && previous != null) {
            return previous.with(status, at);
        }
        QmpCommand.Ram ram = Objects.requireNonNullElse(info.ram(), NOTHING);
        return new MigrationProgress(
                at,
                status,
                ram.transferred(),
                ram.remaining(),
                ram.total(),
                ram.dirtySyncCount(),
                info.totalMillis(),
                info.downtimeMillis(),
                info.expectedDowntimeMillis(),
                Math.round(ram.mbps() * BYTES_PER_MEGABIT),
                ram.dirtyPagesRate() * ram.pageSize(),
                info.cpuThrottlePercentage());
    }

    /** Returns the memory that the guest would dirty without CPU throttling, in bytes per second. */
    public long unthrottledDirtyBytesPerSecond() {
        int throttled = Objects.requireNonNullElse(cpuThrottlePercentage, 0);
        return throttled < PERCENT ? dirtyBytesPerSecond * PERCENT / (PERCENT - throttled) : dirtyBytesPerSecond;
    }

    private MigrationProgress with(String changed, Instant later) {
        return new MigrationProgress(
                later,
                changed,
                transferredBytes,
                remainingBytes,
                totalBytes,
                iterations,
                totalMillis,
                downtimeMillis,
                expectedDowntimeMillis,
                throughputBytesPerSecond,
                dirtyBytesPerSecond,
                cpuThrottlePercentage);
    }
}

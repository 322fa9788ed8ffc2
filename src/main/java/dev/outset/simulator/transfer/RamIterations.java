package dev.outset.simulator.transfer;

import dev.outset.simulator.state.OutgoingMigration.DirtyPeriod;
import dev.outset.simulator.state.OutgoingMigration.Progress;
import java.time.Duration;
import java.time.Instant;

/**
 * The iterations over memory ({@code migration/ram.c}, {@code migration/migration.c: migration_iteration_run}). Each
 * sends the memory that was dirtied during the previous one, until the rest can be sent within the downtime limit. An
 * iteration ends with a synchronization of the dirty bitmap, which checks the dirty rate at most once per second.
 */
public final class RamIterations {

    /** The tolerance above the threshold. */
    private static final long PAGE_BYTES = 4096;

    /** The minimum time between two checks of the dirty rate. */
    private static final Duration CHECKS = Duration.ofSeconds(1);

    /** The number of high dirty rates after which the CPUs are throttled. */
    private static final int HIGH_RATES = 2;

    private RamIterations() {}

    /** The progress at the start of the first iteration, which sends all memory. */
    static Progress first(BandwidthModel bandwidth, Instant at) {
        return new Progress(bandwidth.usedBytes(), 0, 0, 1, 0, DirtyPeriod.start(at));
    }

    /**
     * The end of the iteration whose progress is given at an instant.
     *
     * @param startedAt when the migration started
     */
    static Instant endOf(Progress progress, BandwidthModel bandwidth, Instant since, Instant startedAt) {
        Instant sent = since.plus(BandwidthModel.transferTime(
                Math.max(0, progress.remaining() - bandwidth.thresholdBytes()), bandwidth.bytesPerSecond()));
        return progress.iteration() == 1
                ? sent
                : bandwidth
                        .throttle()
                        .syncWithin(startedAt, progress.period().syncedAt())
                        .filter(sync -> sync.isBefore(sent) && !sync.isBefore(since))
                        .orElse(sent);
    }

    /** The progress within an iteration after some time. */
    public static Progress after(Progress progress, BandwidthModel bandwidth, Duration time) {
        long sent = Math.min(progress.remaining(), (long) ((double) bandwidth.bytesPerSecond()
                * time.toNanos()
                / Duration.ofSeconds(1).toNanos()));
        long dirty =
                Math.min(bandwidth.usedBytes(), progress.dirty() + bandwidth.dirtiedBytes(time, progress.throttle()));
        return new Progress(
                progress.remaining() - sent,
                dirty,
                progress.transferred() + sent,
                progress.iteration(),
                progress.throttle(),
                progress.period());
    }

    /** The remaining bytes, including those that were dirtied during the iteration. */
    public static long remainingBytes(Progress progress, BandwidthModel bandwidth) {
        return Math.min(bandwidth.usedBytes(), progress.remaining() + progress.dirty());
    }

    /** Whether the remaining bytes are within the threshold for the switchover. */
    static boolean converges(Progress progress, BandwidthModel bandwidth) {
        return remainingBytes(progress, bandwidth) <= bandwidth.thresholdBytes() + PAGE_BYTES;
    }

    /** The progress at the start of the next iteration ({@code migration_bitmap_sync}). */
    static Progress next(Progress progress, BandwidthModel bandwidth, Instant at) {
        DirtyPeriod period = progress.period();
        long dirtied = period.dirtied() + progress.dirty();
        if (!at.isAfter(period.checkedAt().plus(CHECKS))) {
            return next(
                    progress,
                    bandwidth,
                    progress.throttle(),
                    new DirtyPeriod(at, period.checkedAt(), dirtied, period.transferredBefore(), period.highRates()));
        }
        long transferred = progress.transferred() - period.transferredBefore();
        int highRates = period.highRates() + (bandwidth.throttle().isHigh(dirtied, transferred) ? 1 : 0);
        boolean throttles = highRates >= HIGH_RATES;
        return next(
                progress,
                bandwidth,
                throttles ? bandwidth.throttle().next(progress.throttle(), dirtied, transferred) : progress.throttle(),
                new DirtyPeriod(at, at, 0, progress.transferred(), throttles ? 0 : highRates));
    }

    /**
     * The progress after further iterations that do not change what remains.
     *
     * @param times the number of iterations
     * @param sent the bytes that each iteration sends
     * @param duration the duration of each iteration
     */
    static Progress repeated(Progress progress, long times, long sent, Duration duration) {
        DirtyPeriod period = progress.period();
        Instant end = period.syncedAt().plus(duration.multipliedBy(times));
        long transferred = progress.transferred() + times * sent;
        return new Progress(
                progress.remaining(),
                0,
                transferred,
                (int) Math.min(Integer.MAX_VALUE, progress.iteration() + times),
                progress.throttle(),
                new DirtyPeriod(end, end, 0, transferred, period.highRates()));
    }

    private static Progress next(Progress progress, BandwidthModel bandwidth, int throttle, DirtyPeriod period) {
        return new Progress(
                remainingBytes(progress, bandwidth),
                0,
                progress.transferred(),
                progress.iteration() + 1,
                throttle,
                period);
    }
}

package dev.outset.simulator.transfer;

import dev.outset.simulator.state.OutgoingMigration.Progress;
import java.time.Duration;
import java.time.Instant;

/**
 * The iterations over memory ({@code migration/ram.c}, {@code migration/migration.c: migration_iteration_run}). Each
 * sends the memory that was dirtied during the previous one, until the rest can be sent within the downtime limit.
 */
public final class RamIterations {

    /** The tolerance above the threshold. */
    private static final long PAGE_BYTES = 4096;

    private static final int HALF = 2;

    private RamIterations() {}

    /** The progress at the start of the first iteration, which sends all memory. */
    static Progress first(BandwidthModel bandwidth) {
        return new Progress(bandwidth.usedBytes(), 0, 0, 1, 0);
    }

    /** The end of the iteration whose progress is given at an instant. */
    static Instant endOf(Progress progress, BandwidthModel bandwidth, Instant since) {
        return since.plus(BandwidthModel.transferTime(
                Math.max(0, progress.remaining() - bandwidth.thresholdBytes()), bandwidth.bytesPerSecond()));
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
                progress.throttle());
    }

    /** The remaining bytes, including those that were dirtied during the iteration. */
    public static long remainingBytes(Progress progress, BandwidthModel bandwidth) {
        return Math.min(bandwidth.usedBytes(), progress.remaining() + progress.dirty());
    }

    /** Whether the remaining bytes are within the threshold for the switchover. */
    static boolean converges(Progress progress, BandwidthModel bandwidth) {
        return remainingBytes(progress, bandwidth) <= bandwidth.thresholdBytes() + PAGE_BYTES;
    }

    /** The progress at the start of the next iteration. */
    static Progress next(Progress progress, BandwidthModel bandwidth) {
        long left = remainingBytes(progress, bandwidth);
        boolean tooMuch = progress.dirty() > (bandwidth.usedBytes() - progress.remaining()) / HALF
                || progress.dirty() >= left / HALF;
        int throttle = tooMuch ? bandwidth.nextThrottle(progress.throttle()) : progress.throttle();
        return new Progress(left, 0, progress.transferred(), progress.iteration() + 1, throttle);
    }
}

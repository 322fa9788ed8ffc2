package dev.outset.simulator.transfer;

import dev.outset.simulator.state.OutgoingMigration.Progress;
import java.time.Duration;
import java.time.Instant;

/**
 * The passes over memory ({@code migration/ram.c}, {@code migration_iteration_run}): each sends what the one before left
 * dirty, until so little is left that it fits into the allowed downtime.
 */
public final class RamIterations {

    /** Less than this left above the threshold is nothing left. */
    private static final long PAGE_BYTES = 4096;

    private static final int HALF = 2;

    private RamIterations() {}

    /** The first pass: everything. */
    static Progress first(BandwidthModel tuning) {
        return new Progress(tuning.usedBytes(), 0, 0, 1, 0);
    }

    /** When the pass ends that goes on since an instant. */
    static Instant end(Progress progress, BandwidthModel tuning, Instant since) {
        return since.plus(BandwidthModel.time(
                Math.max(0, progress.remaining() - tuning.thresholdBytes()), tuning.bytesPerSecond()));
    }

    /** The same pass some time later. */
    public static Progress later(Progress progress, BandwidthModel tuning, Duration time) {
        long sent = Math.min(progress.remaining(), (long) ((double) tuning.bytesPerSecond()
                * time.toNanos()
                / Duration.ofSeconds(1).toNanos()));
        long dirty = Math.min(tuning.usedBytes(), progress.dirty() + tuning.dirtied(time, progress.throttle()));
        return new Progress(
                progress.remaining() - sent, dirty, progress.sent() + sent, progress.pass(), progress.throttle());
    }

    /** What is left at the end of a pass, together with what was written anew meanwhile. */
    public static long left(Progress progress, BandwidthModel tuning) {
        return Math.min(tuning.usedBytes(), progress.remaining() + progress.dirty());
    }

    /** Whether that is little enough. */
    static boolean converges(Progress progress, BandwidthModel tuning) {
        return left(progress, tuning) <= tuning.thresholdBytes() + PAGE_BYTES;
    }

    /** The next pass. */
    static Progress next(Progress progress, BandwidthModel tuning) {
        long left = left(progress, tuning);
        boolean tooMuch = progress.dirty() > (tuning.usedBytes() - progress.remaining()) / HALF
                || progress.dirty() >= left / HALF;
        int throttle = tooMuch ? tuning.throttledMore(progress.throttle()) : progress.throttle();
        return new Progress(left, 0, progress.sent(), progress.pass() + 1, throttle);
    }
}

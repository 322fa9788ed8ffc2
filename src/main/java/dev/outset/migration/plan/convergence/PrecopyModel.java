package dev.outset.migration.plan.convergence;

import dev.outset.migration.plan.convergence.TransferSettings.Throttling;
import java.util.Optional;

/**
 * Calculates the course of a migration. Each iteration sends the memory that was dirty at its start, until the rest
 * fits into the downtime limit; then the dirty bitmap is synchronized. If the rest still fits, the guest is stopped and
 * the rest is sent, otherwise the next iteration starts. At a synchronization more than a second after the last check,
 * a dirty rate above the trigger counts as high; every second high rate throttles the CPUs further.
 *
 * <p>This is {@code migration_iteration_run}, {@code migration_update_counters}, {@code migration_bitmap_sync} and
 * {@code migration_trigger_throttle} of QEMU with a constant bandwidth and dirty rate. Times are in seconds.
 */
final class PrecopyModel {

    /** The time after which a migration that has not ended counts as one that does not converge. */
    static final double UNLIMITED = 30 * 86_400.0;

    private static final int MAX_ITERATIONS = 200_000;

    private static final double PAGE_BYTES = 4096;

    private static final double MIN_BANDWIDTH = 4096;

    private static final double CHECK_INTERVAL = 1;

    private static final int HIGH_RATES = 2;

    private static final double MILLIS = 1_000;

    private static final double PERCENT = 100;

    private final TransferSettings settings;

    private final double used;

    private final double dirtied;

    private final double link;

    private final double bandwidth;

    private final double threshold;

    private double time;

    private double remaining;

    private double sent;

    private int iteration = 1;

    private double throttle;

    private double checkedAt;

    private double sentBefore;

    private double dirtiedSince;

    private int highRates;

    PrecopyModel(TransferSettings settings, AssumedLoad load) {
        this.settings = settings;
        this.used = load.used().value();
        this.dirtied = load.dirtied().value();
        this.link = Math.max(MIN_BANDWIDTH, load.bandwidth(settings.channels()));
        this.bandwidth = limited(settings.maxBandwidth());
        double expected = settings.switchoverBandwidth() == 0 ? bandwidth : settings.switchoverBandwidth();
        this.threshold = expected * settings.downtimeLimit();
        this.remaining = used;
    }

    private double limited(double limit) {
        return limit == 0 ? link : Math.max(MIN_BANDWIDTH, Math.min(limit, link));
    }

    /** Returns the bandwidth while the guest runs on the source, in bytes per second. */
    double bandwidth() {
        return bandwidth;
    }

    /** Returns the bandwidth of the connections, in bytes per second. */
    double link() {
        return link;
    }

    /**
     * Calculates the course of the migration; empty if it does not converge.
     *
     * @param limit the time after which it must have ended
     */
    Optional<Convergence.Course> converge(double limit) {
        while (iteration <= MAX_ITERATIONS && time <= limit) {
            double before = remaining;
            double start = time;
            double dirty = iterate();
            if (remaining <= threshold + PAGE_BYTES) {
                double downtime = remaining / link;
                return time + downtime <= limit ? Optional.of(course(downtime, downtime)) : Optional.empty();
            }
            if (remaining >= before && isSettled(dirty, (time - start) * bandwidth)) {
                return Optional.empty();
            }
            synchronize(dirty);
        }
        return Optional.empty();
    }

    /** Calculates the course of a migration that switches to postcopy after the first iteration. */
    Convergence.Course postcopy() {
        iterate();
        return course(remaining / limited(settings.postcopyBandwidth()), 0);
    }

    private Convergence.Course course(double rest, double downtime) {
        return new Convergence.Course(
                Math.round((time + rest) * MILLIS),
                Math.round(downtime * MILLIS),
                Math.round(sent + remaining),
                iteration + 1,
                (int) Math.round(throttle * PERCENT));
    }

    /** Sends memory until the next synchronization; returns the bytes that the guest dirtied in the meantime. */
    private double iterate() {
        double duration = Math.min(Math.max(0, remaining - threshold) / bandwidth, timerSync() - time);
        double dirty = Math.min(used, dirtied * (1 - throttle) * duration);
        time += duration;
        sent += duration * bandwidth;
        remaining = Math.min(used, remaining - duration * bandwidth + dirty);
        return dirty;
    }

    /** Returns when a timer synchronizes the bitmap: at its second tick since the start of the iteration. */
    private double timerSync() {
        double interval = settings.throttling().syncInterval();
        return iteration == 1 || interval == 0 ? Double.POSITIVE_INFINITY : (Math.ceil(time / interval) + 1) * interval;
    }

    private void synchronize(double dirty) {
        iteration++;
        dirtiedSince += dirty;
        if (time <= checkedAt + CHECK_INTERVAL) {
            return;
        }
        Throttling throttling = settings.throttling();
        double allowed = (sent - sentBefore) * throttling.trigger();
        if (dirtiedSince > allowed && ++highRates >= HIGH_RATES) {
            highRates = 0;
            throttle = throttling.on() ? throttling.after(throttle, allowed / dirtiedSince) : 0;
        }
        checkedAt = time;
        sentBefore = sent;
        dirtiedSince = 0;
    }

    /** Returns whether the CPUs are not throttled further if all iterations are like this one. */
    private boolean isSettled(double dirty, double moved) {
        Throttling throttling = settings.throttling();
        return !throttling.on() || throttle >= throttling.max() || dirty <= moved * throttling.trigger();
    }
}

package dev.outset.simulator.transfer;

import dev.outset.simulator.migration.MigrationObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How {@code auto-converge} throttles the CPUs of a guest ({@code migration/ram.c: migration_trigger_throttle}, {@code
 * mig_throttle_guest_down}). All percentages are of the CPU time, except the trigger.
 *
 * @param on whether the CPUs are throttled at all
 * @param trigger the dirty rate above which the CPUs are throttled, as a percentage of the transferred bytes
 * @param initial the first percentage
 * @param increment the maximum increment of the percentage
 * @param max the maximum percentage
 * @param tailslow whether the increment is reduced to what the dirty rate requires
 * @param sync the interval after which the dirty bitmap is synchronized within an iteration; zero for never
 */
record CpuThrottle(boolean on, int trigger, int initial, int increment, int max, boolean tailslow, Duration sync) {

    private static final int HUNDRED = 100;

    static CpuThrottle of(MigrationObject object) {
        boolean on = object.has("throttle");
        return new CpuThrottle(
                on,
                (int) object.numberOf("throttleTrigger"),
                (int) object.numberOf("initialThrottle"),
                (int) object.numberOf("throttleIncrement"),
                (int) object.numberOf("maxThrottle"),
                object.textOf("throttleTailslow").equals("on"),
                on ? Duration.ofMillis(object.release().behaviour().dirtySyncMillis()) : Duration.ZERO);
    }

    private long threshold(long transferred) {
        return (long) ((double) transferred * trigger / HUNDRED);
    }

    /** Whether the dirty rate of a period counts as high. */
    boolean isHigh(long dirtied, long transferred) {
        return dirtied > threshold(transferred);
    }

    /** The percentage that follows a percentage after a period with a high dirty rate. */
    int next(int percentage, long dirtied, long transferred) {
        if (!on) {
            return percentage;
        }
        if (percentage == 0) {
            return initial;
        }
        int runs = HUNDRED - percentage;
        int ideal = (int) (runs * ((double) threshold(transferred) / dirtied));
        return Math.min(max, percentage + (tailslow ? Math.min(runs - ideal, increment) : increment));
    }

    /** Whether the percentage never changes if all periods are like this one. */
    boolean isSettled(int percentage, long dirtied, long transferred) {
        return !on || percentage >= max || !isHigh(dirtied, transferred);
    }

    /**
     * When the dirty bitmap is synchronized within an iteration ({@code cpu_throttle_dirty_sync_timer_tick}): at the
     * second tick of a timer since its start. Empty for never.
     *
     * @param migration when the migration started
     * @param iteration when the iteration started
     */
    Optional<Instant> syncWithin(Instant migration, Instant iteration) {
        if (sync.isZero()) {
            return Optional.empty();
        }
        Duration since = Duration.between(migration, iteration);
        long ticks = since.plus(sync).minusNanos(1).dividedBy(sync);
        return Optional.of(migration.plus(sync.multipliedBy(ticks + 1)));
    }
}

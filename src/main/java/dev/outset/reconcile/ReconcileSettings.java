package dev.outset.reconcile;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuInstance.NextProbe;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the controller.
 *
 * @param workers number of concurrent reconciliations in this process; by default 4 for each processor. Other settings
 *     of the queue are those of db-scheduler
 * @param resyncInterval resync interval of a VM whose runtime does not notify the controller of changes
 * @param announcedResyncInterval resync interval of a VM whose runtime notifies the controller of changes, as the
 *     simulator does
 * @param bootCheckInterval interval at which a starting QEMU is checked if its runtime does not know when it will be
 *     ready
 * @param bootDeadline time after which a VM that is still starting is degraded
 * @param firstBackoff delay after the first failure; it doubles with each further one
 * @param maxBackoff maximum delay after failures
 * @param stableAfter time that a QEMU must run for its next crash to count as the first
 */
@Validated
@ConfigurationProperties("outset.reconcile")
public record ReconcileSettings(
        @Nullable @Min(1) Integer workers,
        @DefaultValue("1m") @DurationMin(millis = 1) Duration resyncInterval,
        @DefaultValue("12h") @DurationMin(millis = 1) Duration announcedResyncInterval,
        @DefaultValue("200ms") @DurationMin(millis = 1) Duration bootCheckInterval,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration bootDeadline,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration firstBackoff,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration maxBackoff,
        @DefaultValue("1m") @DurationMin Duration stableAfter) {

    /** At least 4, since a reconciliation mostly waits for QEMU and the database. */
    private static final int WORKERS_PER_PROCESSOR = 4;

    private static final int SHARES = 1000;

    /** Returns the number of concurrent reconciliations on a machine. */
    public int workers(int processors) {
        return workers == null ? WORKERS_PER_PROCESSOR * processors : workers;
    }

    /**
     * Returns the delay after consecutive failures: it doubles with each failure, up to the maximum.
     *
     * @param failures the number of consecutive failures, at least 1
     */
    public Duration backoff(int failures) {
        Duration wait = firstBackoff;
        for (int i = 1; i < failures && wait.compareTo(maxBackoff) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
    }

    /**
     * Returns the delay until the next resync of a VM in its desired state.
     *
     * @param qemu the QEMU of the VM
     * @param now the current time
     */
    Duration resync(QemuInstance.Running qemu, Instant now) {
        return switch (qemu.nextProbe()) {
            case NextProbe.Periodic() -> resyncInterval;
            case NextProbe.OnChange(Instant orAt) -> {
                Duration spread = spread(announcedResyncInterval, qemu.vm());
                yield orAt == null || orAt.isAfter(now.plus(spread)) ? spread : until(orAt, now);
            }
        };
    }

    private static Duration until(Instant end, Instant now) {
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }

    /** Returns between half of an interval and all of it, so that VMs created together are not resynced together. */
    private static Duration spread(Duration interval, String vm) {
        return interval.dividedBy(2)
                .plus(interval.dividedBy(2 * SHARES).multipliedBy(Math.floorMod(vm.hashCode(), SHARES)));
    }

    /**
     * Returns the delay of a failure that has lasted for some time: the same time again, so that the delay doubles.
     *
     * @param failing how long the failure has lasted
     */
    public Duration backoffAfter(Duration failing) {
        Duration wait = failing.compareTo(firstBackoff) < 0 ? firstBackoff : failing;
        return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
    }
}

package dev.outset.reconcile;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuInstance.Attention;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the controller works.
 *
 * @param workers how many passes run at once in this process
 * @param pollInterval how often the queue is looked at when nothing wakes it
 * @param resyncInterval how often a VM is looked at when nothing happens, where a change of its QEMU is not announced
 * @param announcedResyncInterval how often a VM is looked at all the same whose QEMU's changes are announced, as those of
 *     simulated ones are
 * @param heartbeatInterval how often a running pass says that it lives
 * @param missedHeartbeats how many of these may be missing before another process takes over, at least 4
 * @param bootCheckInterval how often a starting QEMU is looked at that cannot say when it will be ready
 * @param bootDeadline how long a start may take before the VM counts as degraded
 * @param firstBackoff how long to wait after a first failure
 * @param maxBackoff the most that doubling makes of it
 * @param stableAfter how long a QEMU has to run for its crash to count as a first one
 * @param shutdownWait how long to wait for running passes at shutdown
 */
@ConfigurationProperties("outset.reconcile")
public record ReconcileSettings(
        @DefaultValue("8") int workers,
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("1m") Duration resyncInterval,
        @DefaultValue("12h") Duration announcedResyncInterval,
        @DefaultValue("5s") Duration heartbeatInterval,
        @DefaultValue("4") int missedHeartbeats,
        @DefaultValue("200ms") Duration bootCheckInterval,
        @DefaultValue("5m") Duration bootDeadline,
        @DefaultValue("1s") Duration firstBackoff,
        @DefaultValue("5m") Duration maxBackoff,
        @DefaultValue("1m") Duration stableAfter,
        @DefaultValue("10s") Duration shutdownWait) {

    private static final int SHARES = 1000;

    public ReconcileSettings {
        if (workers < 1 || missedHeartbeats < 4) {
            throw new IllegalArgumentException(
                    "outset.reconcile: workers is at least 1 and missed-heartbeats at least 4");
        }
    }

    /**
     * How long to wait after failures in a row: doubled each time, up to a limit.
     *
     * @param failures how many, from 1
     */
    public Duration backoff(int failures) {
        Duration wait = firstBackoff;
        for (int i = 1; i < failures && wait.compareTo(maxBackoff) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
    }

    /**
     * How long a VM may be left alone with which all is well.
     *
     * @param qemu its QEMU
     * @param now the time
     */
    Duration resync(QemuInstance.Running qemu, Instant now) {
        return switch (qemu.attention()) {
            case Attention.NowAndThen() -> resyncInterval;
            case Attention.WhenAnnounced(Instant orAt) -> {
                Duration spread = spread(announcedResyncInterval, qemu.vm());
                yield orAt == null || orAt.isAfter(now.plus(spread)) ? spread : until(orAt, now);
            }
        };
    }

    private static Duration until(Instant end, Instant now) {
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }

    /** Between half and all of it, so that many that came at once do not come back at once. */
    private static Duration spread(Duration interval, String vm) {
        return interval.dividedBy(2)
                .plus(interval.dividedBy(2 * SHARES).multipliedBy(Math.floorMod(vm.hashCode(), SHARES)));
    }

    /**
     * How long to wait when something has failed for some time: as long again, so that the wait doubles.
     *
     * @param failing since when it fails
     */
    public Duration backoffAfter(Duration failing) {
        Duration wait = failing.compareTo(firstBackoff) < 0 ? firstBackoff : failing;
        return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
    }
}

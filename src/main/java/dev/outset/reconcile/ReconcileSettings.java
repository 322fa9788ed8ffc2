package dev.outset.reconcile;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the controller works.
 *
 * @param workers how many passes run at once in this process
 * @param pollInterval how often the queue is looked at when nothing wakes it
 * @param resyncInterval how often a VM is looked at when nothing happens
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
        @DefaultValue("5s") Duration heartbeatInterval,
        @DefaultValue("4") int missedHeartbeats,
        @DefaultValue("200ms") Duration bootCheckInterval,
        @DefaultValue("5m") Duration bootDeadline,
        @DefaultValue("1s") Duration firstBackoff,
        @DefaultValue("5m") Duration maxBackoff,
        @DefaultValue("1m") Duration stableAfter,
        @DefaultValue("10s") Duration shutdownWait) {

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
     * How long to wait when something has failed for some time: as long again, so that the wait doubles.
     *
     * @param failing since when it fails
     */
    public Duration backoffAfter(Duration failing) {
        Duration wait = failing.compareTo(firstBackoff) < 0 ? firstBackoff : failing;
        return wait.compareTo(maxBackoff) < 0 ? wait : maxBackoff;
    }
}

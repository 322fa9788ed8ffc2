package dev.outset.admission.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * Limits the request rate of each client with a token bucket. A client that is no longer tracked starts with a full
 * one.
 */
public final class RateLimiter {

    private final AdmissionSettings settings;

    private final TimeMeter time;

    private final Cache<String, Bucket> buckets;

    private final Rejection rejection;

    /** Creates a limiter with the rate, the burst and the number of clients of the settings. */
    public RateLimiter(AdmissionSettings settings, MeterRegistry meters, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        this.buckets = Caffeine.newBuilder().maximumSize(settings.maxClients()).build();
        this.rejection = Rejection.rateExceeded(settings.requestsPerSecond()).countedIn(meters);
    }

    /**
     * Counts a request of a client.
     *
     * @throws OverloadException if the client is over its rate, with the time until its next request is permitted
     */
    public void consume(String client) {
        ConsumptionProbe probe = buckets.get(client, _ -> bucket()).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw rejection
                    .retryAfter(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())))
                    .toException();
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(settings.burst())
                        .refillGreedy(settings.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
    }

    /** The number of tracked clients. */
    public long trackedClients() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }
}

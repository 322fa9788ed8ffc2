package dev.outset.admission.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** How often each subject may come: a bucket that refills steadily. A subject that was forgotten starts with a full one. */
public final class RateLimiter {

    private final AdmissionSettings settings;

    private final TimeMeter time;

    private final Cache<String, Bucket> buckets;

    public RateLimiter(AdmissionSettings settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        this.buckets = Caffeine.newBuilder().maximumSize(settings.maxSubjects()).build();
    }

    /** How long the subject has to wait; zero if it may come now. */
    public Duration take(String subject) {
        ConsumptionProbe probe = buckets.get(subject, unknown -> bucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(settings.burst())
                        .refillGreedy(settings.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
    }

    /** How many subjects are remembered. */
    public long subjects() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }
}

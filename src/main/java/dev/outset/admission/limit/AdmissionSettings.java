package dev.outset.admission.limit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Admission control. All limits apply per process. A client is the principal of a request, or the address if the
 * principal is not known.
 *
 * @param maxRequests the maximum number of admitted requests, without event streams; further requests get 503
 *     immediately
 * @param maxActiveRequests the maximum number of requests that are processed at the same time, without simulations and
 *     static files; other admitted requests wait; by default two per processor, at least four
 * @param maxWait how long an admitted request may wait to be processed before it gets 503
 * @param maxBodyBytes the maximum number of bytes of request bodies in memory, over all requests; a body that exceeds
 *     it gets 503; by default a thirty-second of the heap
 * @param requestTime the maximum time of a request, from receiving its body to sending its response
 * @param requestsPerSecond the sustained number of requests per second of one client; further requests get 429
 * @param burst the number of requests that one client may send at once after a pause
 * @param maxClients the maximum number of clients that are tracked; the least recently active one is removed first
 * @param maxStreamsPerClient the maximum number of open event streams of one client
 * @param anonymousIdleTime how long a connection without an admitted request may take to send the head of a request,
 *     and how long it may be idle between two requests
 */
@Validated
@ConfigurationProperties("outset.admission")
public record AdmissionSettings(
        @DefaultValue("128") @Min(1) int maxRequests,
        @Min(1) @Nullable Integer maxActiveRequests,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration maxWait,
        @Min(1024) @Max(Integer.MAX_VALUE) @Nullable DataSize maxBodyBytes,
        @DefaultValue("30s") @DurationMin(millis = 100) Duration requestTime,
        @DefaultValue("5000") @Min(1) @Max(1_000_000) int requestsPerSecond,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int burst,
        @DefaultValue("10000") @Min(1) int maxClients,
        @DefaultValue("500") @Min(1) int maxStreamsPerClient,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration anonymousIdleTime) {

    /** The number of requests that are processed at the same time. */
    public int activeRequests() {
        return maxActiveRequests == null ? defaultConcurrency(2) : maxActiveRequests;
    }

    /** The default number of things that this process does at the same time: some per processor, at least four. */
    public static int defaultConcurrency(int perProcessor) {
        return Math.max(4, perProcessor * Runtime.getRuntime().availableProcessors());
    }
}

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
 * Limits of what is let in, each counted in this process.
 *
 * @param maxRequestsAtOnce how many requests are in at once, streams of events apart; further ones get 503 at once
 * @param maxRequestsAtWork how many of them do their work at the same time, simulations apart; the others wait their turn
 * @param maxWait how long a request may wait for its turn before it gets 503
 * @param maxBodyBytesAtOnce how many bytes of bodies may be held at once over all requests; a body that comes on top gets
 *     503; a thirty-second of the heap where it is not set
 * @param requestTime how long one request may take, from the arrival of its body to the reading of its answer
 * @param requestsPerSecond how many requests a second one subject may send in the long run; further ones get 429
 * @param burst how many requests one subject may send at once after a pause
 * @param maxSubjects how many subjects are remembered; the one that was quiet for longest goes first
 * @param maxStreamsPerSubject how many streams of events one subject may hold open
 * @param anonymousIdleTime how long a connection that has shown no credential may take to send the head of a request, and
 *     how long it may stay open between two requests
 */
@Validated
@ConfigurationProperties("outset.gate")
public record AdmissionSettings(
        @DefaultValue("128") @Min(1) int maxRequestsAtOnce,
        @DefaultValue("4") @Min(1) int maxRequestsAtWork,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration maxWait,
        @Nullable DataSize maxBodyBytesAtOnce,
        @DefaultValue("30s") @DurationMin(millis = 100) Duration requestTime,
        @DefaultValue("5000") @Min(1) @Max(1_000_000) int requestsPerSecond,
        @DefaultValue("10000") @Min(1) @Max(1_000_000) int burst,
        @DefaultValue("10000") @Min(1) int maxSubjects,
        @DefaultValue("500") @Min(1) int maxStreamsPerSubject,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration anonymousIdleTime) {

    public AdmissionSettings {
        if (maxBodyBytesAtOnce != null
                && (maxBodyBytesAtOnce.toBytes() < 1024 || maxBodyBytesAtOnce.toBytes() > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("outset.gate.max-body-bytes-at-once is " + maxBodyBytesAtOnce.toBytes()
                    + " bytes: it must be at least 1KB and less than 2GB");
        }
    }
}

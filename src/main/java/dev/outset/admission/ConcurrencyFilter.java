package dev.outset.admission;

import dev.outset.admission.connection.BufferedResponse;
import dev.outset.admission.connection.ConnectionLimiter;
import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.connection.MeteredRequest;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.admission.limit.ConcurrencyLimiter.Share;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.RequestKind;
import dev.outset.admission.limit.YieldPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * The admission filter after authentication. It limits the request rate and the open event streams of a principal;
 * requests that {@link RateLimitFilter} has already counted for the principal are not counted twice, and later requests
 * with the same credential are counted there.
 *
 * <p>It also limits the number of requests that are processed concurrently: virtual threads are not time-sliced, so
 * unlimited CPU-bound requests would delay every rejection; waiting requests are cheap. A permit covers processing only:
 * the body is received before it is acquired, and the response is written after it is released, so that slow clients do
 * not hold permits.
 */
final class ConcurrencyFilter extends OncePerRequestFilter {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** Response bytes reserved before processing: without them, a change could be made and its response be rejected. */
    private static final int RESERVED_BYTES = 1 << 20;

    private final Duration maxWait;

    private final int maxBodyBytes;

    private final ClientIdentifier clients;

    private final RateLimiter rateLimiter;

    private final ConcurrencyLimiter streams;

    private final ConcurrencyLimiter permits;

    private final ConcurrencyLimiter responses;

    private final Rejection tooManyResponseBytes;

    private final YieldPolicy yieldPolicy;

    ConcurrencyFilter(
            AdmissionSettings settings,
            MaxBodySize maxBodySize,
            long maxResponseBytes,
            ClientIdentifier clients,
            RateLimiter rateLimiter,
            ConcurrencyLimiter permits,
            YieldPolicy yieldPolicy,
            MeterRegistry meters) {
        this.maxWait = settings.maxWait();
        this.maxBodyBytes = (int) maxBodySize.size().toBytes();
        this.clients = clients;
        this.rateLimiter = rateLimiter;
        this.permits = permits;
        this.yieldPolicy = yieldPolicy;
        int maxStreams = settings.maxStreamsPerClient();
        Rejection tooManyStreams = Rejection.tooManyStreams(maxStreams);
        this.streams = new ConcurrencyLimiter(
                Long.MAX_VALUE, Share.atMost(maxStreams), Rejection.exceptions(meters, tooManyStreams, tooManyStreams));
        this.tooManyResponseBytes =
                Rejection.tooManyResponseBytes(maxResponseBytes).countedIn(meters);
        this.responses = new ConcurrencyLimiter(
                maxResponseBytes,
                Share.whatIsFree(),
                Rejection.exceptions(meters, Rejection.tooManyResponseBytesOfClient(), tooManyResponseBytes));
        meters.gauge("outset.admission.waiting", permits, ConcurrencyLimiter::waiting);
        meters.gauge("outset.admission.response.bytes", responses, ConcurrencyLimiter::acquired);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String client = ClientIdentifier.of(request);
        clients.remember(request, client);
        try {
            if (!RateLimitFilter.hasCounted(request, client)) {
                rateLimiter.consume(client);
            }
            serve(client, request, response, chain);
        } catch (OverloadException overload) {
            overload.send(response);
        }
    }

    private void serve(String client, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (RequestKind.of(request)) {
            case PROBE -> chain.doFilter(request, response);
            case FILE -> serve(request, BufferedResponse.unbuffered(response, responses.emptyLease(client)), chain);
            case STREAM -> {
                ConnectionLimiter.markAuthenticated(client);
                try (Lease _ = streams.acquire(client)) {
                    chain.doFilter(request, response);
                }
            }
            case SIMULATION -> {
                ConnectionLimiter.markAuthenticated(client);
                // Its result takes several times the memory of its response, and it changes nothing.
                Runnable onOverflow = () -> {
                    throw tooManyResponseBytes.toException();
                };
                serve(request, new BufferedResponse(response, responses.emptyLease(client), onOverflow), chain);
            }
            case REQUEST -> {
                ConnectionLimiter.markAuthenticated(client);
                process(client, request, response, chain);
            }
        }
    }

    private static void serve(HttpServletRequest request, BufferedResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (response) {
            chain.doFilter(request, response);
            response.send();
        }
    }

    private void process(String client, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        MeteredRequest metered = WebUtils.getNativeRequest(request, MeteredRequest.class);
        if (metered != null && WITH_BODY.contains(request.getMethod())) {
            metered.receive(maxBodyBytes);
        }
        Lease permit = permits.acquire(client, maxWait);
        Lease bytes = responses.emptyLease(client);
        try (BufferedResponse buffered = new BufferedResponse(response, bytes, permit::close)) {
            try (permit) {
                bytes.add(RESERVED_BYTES);
                yieldPolicy.yieldIfBusy();
                chain.doFilter(request, buffered);
            }
            buffered.send();
        }
    }
}

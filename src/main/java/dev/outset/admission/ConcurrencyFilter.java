package dev.outset.admission;

import dev.outset.admission.connection.BufferedResponse;
import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.connection.MeteredRequest;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.ClientKeys;
import dev.outset.admission.limit.FairSemaphore;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.RejectionWriter;
import dev.outset.admission.limit.RequestKind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * The last admission filter: limits the number of requests that are processed concurrently. Other admitted requests
 * wait for a permit, which is granted to clients in permit. Virtual threads are not time-sliced, so unlimited CPU-bound
 * requests would delay every rejection; waiting requests are cheap. A permit covers processing only: the body is
 * received before it is acquired, and the response is written after it is released, so that slow clients do not hold
 * permits.
 */
final class ConcurrencyFilter extends OncePerRequestFilter {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** Response bytes reserved before processing: without them, a change could be made and its response be rejected. */
    private static final int RESERVED_BYTES = 1 << 20;

    private final Duration maxWait;

    private final RejectionWriter.Prepared waitedTooLong;

    private final FairSemaphore permits;

    private final ByteBudget responses;

    private final int maxBodyBytes;

    ConcurrencyFilter(
            AdmissionSettings settings,
            FairSemaphore permits,
            ByteBudget responses,
            MaxBodySize maxBodySize,
            RejectionWriter rejections) {
        this.maxWait = settings.maxWait();
        this.waitedTooLong = rejections.prepare(Rejection.waitTimeout(settings.maxWait()));
        this.permits = permits;
        this.responses = responses;
        this.maxBodyBytes = (int) maxBodySize.size().toBytes();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String client = ClientKeys.of(request);
        switch (RequestKind.of(request)) {
            case PROBE, STREAM -> chain.doFilter(request, response);
            case FILE -> serve(request, BufferedResponse.unbuffered(response, responses, client), chain, () -> {});
            case SIMULATION -> serve(request, bufferSimulation(response, client), chain, () -> {});
            case REQUEST -> process(client, request, response, chain);
        }
    }

    /**
     * Buffers the response of a simulation. It is rejected if the budget is exhausted: a simulation changes nothing,
     * and its result takes several times the memory of its response.
     */
    private BufferedResponse bufferSimulation(HttpServletResponse response, String client) {
        return new BufferedResponse(response, responses, client, () -> {
            throw responses.toException();
        });
    }

    private void process(String client, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            receiveBody(request);
        } catch (OverloadException overload) {
            RejectionWriter.send(overload, response);
            return;
        }
        Permit permit = acquirePermit(client);
        if (permit == null) {
            waitedTooLong.send(response);
            return;
        }
        BufferedResponse buffered = new BufferedResponse(response, responses, client, permit::release);
        try {
            buffered.reserve(RESERVED_BYTES);
        } catch (OverloadException overload) {
            permit.release();
            RejectionWriter.send(overload, response);
            return;
        }
        serve(request, buffered, chain, permit::release);
    }

    private static void serve(
            HttpServletRequest request, BufferedResponse buffered, FilterChain chain, Runnable whenDone)
            throws ServletException, IOException {
        try {
            try {
                chain.doFilter(request, buffered);
            } finally {
                whenDone.run();
            }
            buffered.send();
        } finally {
            buffered.release();
        }
    }

    private void receiveBody(HttpServletRequest request) throws IOException {
        MeteredRequest metered = WebUtils.getNativeRequest(request, MeteredRequest.class);
        if (metered != null && WITH_BODY.contains(request.getMethod())) {
            metered.receive(maxBodyBytes);
        }
    }

    private @Nullable Permit acquirePermit(String client) {
        try {
            return permits.tryAcquire(client, maxWait) ? new Permit(client) : null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** An acquired permit, which is released once. */
    private final class Permit {

        private final String client;

        private boolean isAcquired = true;

        private Permit(String client) {
            this.client = client;
        }

        private void release() {
            if (isAcquired) {
                isAcquired = false;
                permits.release(client);
            }
        }
    }
}

package dev.outset.api.simulation;

import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.Rejection;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a limited number of simulations concurrently on platform threads. Virtual threads are not time-sliced, and a
 * simulation never blocks: a few long ones would starve all other requests.
 */
final class SimulationExecutor implements AutoCloseable {

    private final Duration timeout;

    private final ConcurrencyLimiter simulations;

    private final ExecutorService threads;

    private final Rejection timedOut;

    SimulationExecutor(SimulationSettings settings) {
        int concurrent = settings.concurrent();
        int most = concurrent + settings.maxWaiting();
        Rejection full = Rejection.unavailable(
                "busy",
                "Too many concurrent simulations",
                "The limit of " + concurrent + " running and " + settings.maxWaiting()
                        + " waiting simulations is reached",
                "Retry after the time in the Retry-After header, or raise the settings"
                        + " outset.api.simulation.max-concurrent and outset.api.simulation.max-waiting");
        this.timeout = settings.timeout();
        this.simulations = new ConcurrencyLimiter(most, full);
        this.threads = Executors.newFixedThreadPool(
                concurrent, Thread.ofPlatform().daemon().name("simulation-", 0).factory());
        this.timedOut = Rejection.unavailable(
                "request-timeout",
                "The simulation timed out",
                "The timeout of a simulation is " + timeout.toMillis() + " ms, including the time in the queue",
                "Send fewer commands, try again later, or raise the setting outset.api.simulation.timeout");
    }

    /**
     * Runs a task and waits for its result. The task is interrupted on timeout.
     *
     * @throws OverloadException if too many simulations are waiting, or on timeout
     */
    <T> T run(Callable<T> task) {
        try (ConcurrencyLimiter.Lease _ = simulations.acquire("simulations")) {
            Future<T> running = threads.submit(task);
            try {
                return running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                throw timedOut.toException();
            } catch (InterruptedException shutdown) {
                Thread.currentThread().interrupt();
                throw timedOut.toException();
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
            } finally {
                running.cancel(true);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package dev.outset.api.simulation;

import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.Rejection;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;

/**
 * Runs a limited number of simulations concurrently on platform threads. Virtual threads are not time-sliced, and a
 * simulation never blocks: a few long ones would starve all other requests.
 */
final class SimulationExecutor implements AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final SimulationSettings settings;

    private final ThreadPoolExecutor threads;

    SimulationExecutor(SimulationSettings settings) {
        this.settings = settings;
        this.threads = new ThreadPoolExecutor(
                settings.maxConcurrent(),
                settings.maxConcurrent(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.maxWaiting()),
                Thread.ofPlatform().daemon().name("simulation-", 0).factory());
    }

    /**
     * Runs a task and waits for its result. The task is interrupted on timeout.
     *
     * @throws OverloadException if the queue is full, or on timeout
     */
    <T> T run(Callable<T> task) {
        Future<T> running = submit(task);
        try {
            return running.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException timeout) {
            throw timedOut();
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            throw timedOut();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } finally {
            running.cancel(true);
        }
    }

    private <T> Future<T> submit(Callable<T> task) {
        try {
            return threads.submit(task);
        } catch (RejectedExecutionException full) {
            throw new OverloadException(new Rejection(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "busy",
                    "Too many concurrent simulations",
                    "The limit of " + settings.maxConcurrent() + " running and " + settings.maxWaiting()
                            + " waiting simulations is reached",
                    "Retry after the time in the Retry-After header, or raise the settings"
                            + " outset.api.simulation.max-concurrent and outset.api.simulation.max-waiting",
                    RETRY_AFTER));
        }
    }

    private OverloadException timedOut() {
        return new OverloadException(new Rejection(
                HttpStatus.SERVICE_UNAVAILABLE,
                "request-timeout",
                "The simulation timed out",
                "The timeout of a simulation is " + settings.timeout().toMillis()
                        + " ms, including the time in the queue",
                "Send fewer commands, try again later, or raise the setting outset.api.simulation.timeout",
                RETRY_AFTER));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

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
 * Where simulations are worked on: a few at once, on threads that the system takes turns with. A virtual thread gives way
 * only where it waits, and a simulation never waits: a few long ones would hold up every other request.
 */
final class SimulationExecutor implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final SimulationSettings settings;

    private final ThreadPoolExecutor threads;

    SimulationExecutor(SimulationSettings settings) {
        this.settings = settings;
        this.threads = new ThreadPoolExecutor(
                settings.atOnce(),
                settings.atOnce(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.waiting()),
                Thread.ofPlatform().daemon().name("simulation-", 0).factory());
    }

    /**
     * Does the work and waits for it. Work that takes too long is interrupted.
     *
     * @throws OverloadException if too many wait already, or it takes too long
     */
    <T> T run(Callable<T> work) {
        Future<T> running = submit(work);
        try {
            return running.get(settings.time().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw tooSlow();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw tooSlow();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } finally {
            running.cancel(true);
        }
    }

    private <T> Future<T> submit(Callable<T> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException full) {
            throw new OverloadException(new Rejection(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "busy",
                    "Too many simulations at once",
                    settings.atOnce() + " simulations run and " + settings.waiting() + " wait, and that is the limit",
                    "Try again; the header Retry-After says when. Or raise the settings outset.api.simulation.at-once"
                            + " and outset.api.simulation.waiting",
                    SOON));
        }
    }

    private OverloadException tooSlow() {
        return new OverloadException(new Rejection(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-slow",
                "The simulation took too long",
                "A simulation may take " + settings.time().toMillis() + " ms, its wait included",
                "Send fewer commands, try again when less is going on, or raise the setting outset.api.simulation.time",
                SOON));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package dev.outset.watch;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;

/** Runs the pump periodically, and ends all watches before the web server shuts down gracefully. */
final class PumpDriver implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PumpDriver.class);

    private final EventPump pump;

    private final WatchSettings settings;

    private final TaskScheduler timer;

    private final AtomicBoolean isStepping = new AtomicBoolean();

    private volatile @Nullable ScheduledFuture<?> steps;

    private boolean isFailing;

    PumpDriver(EventPump pump, WatchSettings settings, TaskScheduler timer) {
        this.pump = pump;
        this.settings = settings;
        this.timer = timer;
    }

    /** The steps have threads of their own: a fixed delay would let a slow step hold up the other tasks of the timer. */
    @Override
    public void start() {
        steps = timer.scheduleAtFixedRate(this::step, settings.pollInterval());
    }

    private void step() {
        if (!isStepping.compareAndSet(false, true)) {
            return;
        }
        try {
            pump.step();
            isFailing = false;
        } catch (RuntimeException failure) {
            // Usually the database is unavailable. The next step resumes at the same position.
            if (!isFailing) {
                LOG.warn("Cannot read events; watches are delayed: {}", failure.toString());
            }
            isFailing = true;
        } finally {
            isStepping.set(false);
        }
    }

    @Override
    public void stop() {
        ScheduledFuture<?> running = steps;
        if (running != null) {
            running.cancel(false);
        }
        steps = null;
        pump.close();
    }

    @Override
    public boolean isRunning() {
        return steps != null;
    }
}

package dev.outset.watch;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Runs the pump periodically, and ends all watches before the web server shuts down gracefully. */
final class PumpDriver implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PumpDriver.class);

    private final EventPump pump;

    private final WatchSettings settings;

    private final ScheduledExecutorService timer;

    private volatile boolean isRunning;

    private boolean isFailing;

    PumpDriver(EventPump pump, WatchSettings settings, ScheduledExecutorService timer) {
        this.pump = pump;
        this.settings = settings;
        this.timer = timer;
    }

    @Override
    public void start() {
        isRunning = true;
        long interval = settings.pollInterval().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::step, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void step() {
        try {
            pump.step();
            isFailing = false;
        } catch (RuntimeException failure) {
            // Usually the database is unavailable. The next step resumes at the same position; throwing would stop the
            // timer.
            if (!isFailing) {
                LOG.warn("Cannot read events; watches are delayed: {}", failure.toString());
            }
            isFailing = true;
        }
    }

    @Override
    public void stop() {
        isRunning = false;
        timer.shutdown();
        pump.close();
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}

package dev.outset.watch;

import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.OverloadException;
import dev.outset.admission.limit.Rejection;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the event log once for all watches of this process. {@link #step} never waits for a watch: a watch whose queue
 * is full is dropped. A new watch reads the log up to a position before it joins; if the pump is already further, the
 * watch reads the difference from the log, too, and drops duplicates.
 */
public final class EventPump implements AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final EventLog log;

    private final WatchSettings settings;

    private final ConcurrencyLimiter streams;

    private final List<Watch> live = new ArrayList<>();

    private long position;

    private boolean closed;

    /** Creates a pump for an event log. */
    public EventPump(EventLog log, WatchSettings settings) {
        this.log = log;
        this.settings = settings;
        Rejection full = Rejection.unavailable(
                "too-many-streams",
                "Too many streams are open",
                "There are already " + settings.maxStreams() + " open streams",
                "Try again, use another replica, or raise the setting outset.watch.max-streams");
        this.streams = new ConcurrencyLimiter(settings.maxStreams(), full.retryAfter(RETRY_AFTER));
    }

    /**
     * Opens a watch that starts with the oldest stored event.
     *
     * @throws OverloadException if the maximum number of streams is open
     */
    public Watch fromStart(EventSelector selector) {
        return openWatch(selector, 0, false);
    }

    /**
     * Opens a watch that starts with the next event.
     *
     * @throws OverloadException if the maximum number of streams is open
     */
    public Watch fromNow(EventSelector selector) {
        return openWatch(selector, log.newest(), true);
    }

    /**
     * Opens a watch that resumes after an event received from this or another replica.
     *
     * @throws OverloadException if the maximum number of streams is open
     */
    public Watch after(EventSelector selector, long sequence) {
        return openWatch(selector, sequence, true);
    }

    private Watch openWatch(EventSelector selector, long after, boolean announcesGaps) {
        return new Watch(this, streams.acquire("streams"), log, settings, selector, after, announcesGaps);
    }

    /** The number of open streams. */
    public long openStreams() {
        return streams.acquired();
    }

    /**
     * Adds a watch that has read the log up to a position.
     *
     * @return the position of the pump; the watch must read the events between the two positions
     */
    synchronized long join(Watch watch, long caughtUpTo) {
        if (closed) {
            watch.end(StreamItem.Reason.SHUTDOWN);
            return caughtUpTo;
        }
        if (live.isEmpty()) {
            position = caughtUpTo;
        }
        live.add(watch);
        return position;
    }

    synchronized void leave(Watch watch) {
        live.remove(watch);
    }

    /** Delivers all events that have been logged since the last step. */
    public void step() {
        if (isIdle()) {
            return;
        }
        long through = log.lowWatermark();
        List<VmEvent> page;
        do {
            long from = position();
            page = log.between(from, through, settings.pageSize());
            long forgotten = log.prunedThrough();
            deliver(from, page, forgotten, page.size() < settings.pageSize() ? through : from);
        } while (page.size() == settings.pageSize());
    }

    private synchronized boolean isIdle() {
        return live.isEmpty();
    }

    private synchronized long position() {
        return position;
    }

    private synchronized void deliver(long from, List<VmEvent> page, long forgotten, long atLeast) {
        if (from != position) {
            // Meanwhile, all watches have left, and another one has joined at a different position.
            return;
        }
        if (forgotten > from) {
            offer(new StreamItem.Gap(from, forgotten));
            position = forgotten;
        }
        for (VmEvent event : page) {
            if (event.sequence() > position) {
                offer(new StreamItem.Happened(event));
                position = event.sequence();
            }
        }
        position = Math.max(position, atLeast);
    }

    private void offer(StreamItem item) {
        live.removeIf(watch -> !watch.offer(item));
    }

    /** Ends all watches. */
    @Override
    public synchronized void close() {
        closed = true;
        live.forEach(watch -> watch.end(StreamItem.Reason.SHUTDOWN));
        live.clear();
    }
}

package dev.outset.watch;

import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Reads the log once for all watchers of this process. {@link #step} never waits for a watcher: one whose queue is full
 * is dropped. Whoever joins has caught up by itself to a place and says which; if the pump is further on, the rest is
 * read from the log as well, and what comes twice is told once.
 */
public final class EventPump implements AutoCloseable {

    private final EventLog log;

    private final WatchSettings settings;

    private final Semaphore streams;

    private final List<Watch> live = new ArrayList<>();

    private long position;

    private boolean closed;

    /** A pump for a log. */
    public EventPump(EventLog log, WatchSettings settings) {
        this.log = log;
        this.settings = settings;
        this.streams = new Semaphore(settings.maxStreams());
    }

    /**
     * Watches from the beginning of what is kept.
     *
     * @throws TooManyStreamsException if too many watch already
     */
    public Watch fromStart(EventSelector selection) {
        return open(selection, 0, false);
    }

    /**
     * Watches from what happens next.
     *
     * @throws TooManyStreamsException if too many watch already
     */
    public Watch fromNow(EventSelector selection) {
        return open(selection, log.newest(), true);
    }

    /**
     * Watches after an event that has been seen, here or at another replica.
     *
     * @throws TooManyStreamsException if too many watch already
     */
    public Watch after(EventSelector selection, long sequence) {
        return open(selection, sequence, true);
    }

    private Watch open(EventSelector selection, long after, boolean announcesGaps) {
        if (!streams.tryAcquire()) {
            throw new TooManyStreamsException(settings.maxStreams());
        }
        return new Watch(this, log, settings, selection, after, announcesGaps);
    }

    /** How many watch now. */
    public int open() {
        return settings.maxStreams() - streams.availablePermits();
    }

    /**
     * Takes in a watch that has caught up to a place.
     *
     * @return where the pump is; what lies between the two places is for the watch to read
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

    void release() {
        streams.release();
    }

    /** Hands out everything that has happened since the last step. */
    public void step() {
        if (isIdle()) {
            return;
        }
        long through = log.horizon();
        List<VmEvent> page;
        do {
            long from = position();
            page = log.between(from, through, settings.pageSize());
            long forgotten = log.forgottenThrough();
            handOut(from, page, forgotten, page.size() < settings.pageSize() ? through : from);
        } while (page.size() == settings.pageSize());
    }

    private synchronized boolean isIdle() {
        return live.isEmpty();
    }

    private synchronized long position() {
        return position;
    }

    private synchronized void handOut(long from, List<VmEvent> page, long forgotten, long atLeast) {
        if (from != position) {
            // The last watcher has left and another has come meanwhile, from another place.
            return;
        }
        if (forgotten > from) {
            tell(new StreamItem.Gap(from, forgotten));
            position = forgotten;
        }
        for (VmEvent event : page) {
            if (event.sequence() > position) {
                tell(new StreamItem.Happened(event));
                position = event.sequence();
            }
        }
        position = Math.max(position, atLeast);
    }

    private void tell(StreamItem signal) {
        live.removeIf(watch -> !watch.offer(signal));
    }

    /** Ends every watch. */
    @Override
    public synchronized void close() {
        closed = true;
        live.forEach(watch -> watch.end(StreamItem.Reason.SHUTDOWN));
        live.clear();
    }
}

package dev.outset.watch;

import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event stream of one client: past events read from the log, then new events delivered by the pump. */
public final class Watch implements AutoCloseable {

    private final EventPump pump;

    private final ConcurrencyLimiter.Lease stream;

    private final EventLog log;

    private final WatchSettings settings;

    private final EventSelector selector;

    private final boolean announcesGaps;

    private final BlockingQueue<StreamItem> queue;

    private volatile StreamItem.@Nullable Ended ended;

    private long position;

    private boolean isLive;

    Watch(
            EventPump pump,
            ConcurrencyLimiter.Lease stream,
            EventLog log,
            WatchSettings settings,
            EventSelector selector,
            long after,
            boolean announcesGaps) {
        this.pump = pump;
        this.stream = stream;
        this.log = log;
        this.settings = settings;
        this.selector = selector;
        this.position = after;
        this.announcesGaps = announcesGaps;
        this.queue = new ArrayBlockingQueue<>(settings.queueLength());
    }

    /**
     * Waits for the next items; {@link StreamItem.Ended} is the last one.
     *
     * @param timeout the maximum time to wait
     * @return the items in order; empty if there were none in time
     */
    public List<StreamItem> next(Duration timeout) throws InterruptedException {
        while (!isLive) {
            List<StreamItem> past = catchUp();
            if (!past.isEmpty()) {
                return past;
            }
        }
        return live(timeout);
    }

    private List<StreamItem> catchUp() {
        long horizon = log.lowWatermark();
        List<StreamItem> past = new ArrayList<>();
        if (!read(horizon, past)) {
            return past;
        }
        position = Math.max(position, horizon);
        isLive = true;
        long pumpPosition = pump.join(this, position);
        while (!read(pumpPosition, past)) {
            // The pump is further; its events stay in the queue until these have been delivered.
        }
        position = Math.max(position, pumpPosition);
        return past;
    }

    /** Reads a page; returns whether it was the last one. */
    private boolean read(long through, List<StreamItem> items) {
        VmName vm = selector.vm();
        List<VmEvent> page = vm == null
                ? log.between(position, through, settings.pageSize())
                : log.of(vm, position, settings.pageSize());
        long forgotten = log.prunedThrough();
        if (forgotten > position) {
            if (announcesGaps || position > 0) {
                items.add(new StreamItem.Gap(position, forgotten));
            }
            position = forgotten;
        }
        for (VmEvent event : page) {
            if (event.sequence() > through) {
                return true;
            }
            accept(event, items);
        }
        return page.size() < settings.pageSize();
    }

    private void accept(VmEvent event, List<StreamItem> items) {
        if (event.sequence() > position) {
            position = event.sequence();
            if (selector.matches(event)) {
                items.add(new StreamItem.Happened(event));
            }
        }
    }

    private List<StreamItem> live(Duration timeout) throws InterruptedException {
        StreamItem first = queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        StreamItem end = ended;
        if (end != null) {
            return List.of(end);
        }
        if (first == null) {
            return List.of();
        }
        List<StreamItem> waiting = new ArrayList<>(List.of(first));
        queue.drainTo(waiting);
        List<StreamItem> fresh = new ArrayList<>();
        for (StreamItem item : waiting) {
            switch (item) {
                case StreamItem.Happened(VmEvent event) -> accept(event, fresh);
                case StreamItem.Gap(long _, long through) -> {
                    if (through > position) {
                        fresh.add(new StreamItem.Gap(position, through));
                        position = through;
                    }
                }
                case StreamItem.Ended last -> fresh.add(last);
            }
        }
        return fresh;
    }

    /** Queues an item; if the queue is full, ends the watch and returns false. */
    boolean offer(StreamItem item) {
        if (item instanceof StreamItem.Happened(VmEvent event) && !selector.matches(event)) {
            return true;
        }
        if (queue.offer(item)) {
            return true;
        }
        end(StreamItem.Reason.TOO_SLOW);
        return false;
    }

    void end(StreamItem.Reason reason) {
        StreamItem.Ended last = new StreamItem.Ended(reason);
        ended = last;
        // Wakes a waiting client; no client waits on a full queue.
        var _ = queue.offer(last);
    }

    /** Closes the watch; closing it again has no effect. */
    @Override
    public void close() {
        pump.leave(this);
        stream.close();
    }
}

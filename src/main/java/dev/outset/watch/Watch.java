package dev.outset.watch;

import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One watcher's view of the log: first what was, read from the log, then what happens, handed over by the pump. */
public final class Watch implements AutoCloseable {

    private final EventPump pump;

    private final EventLog log;

    private final WatchSettings settings;

    private final EventSelector selection;

    private final boolean announcesGaps;

    private final BlockingQueue<StreamItem> queue;

    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile StreamItem.@Nullable Ended ended;

    private long position;

    private boolean isLive;

    Watch(
            EventPump pump,
            EventLog log,
            WatchSettings settings,
            EventSelector selection,
            long after,
            boolean announcesGaps) {
        this.pump = pump;
        this.log = log;
        this.settings = settings;
        this.selection = selection;
        this.position = after;
        this.announcesGaps = announcesGaps;
        this.queue = new ArrayBlockingQueue<>(settings.queueLength());
    }

    /**
     * What comes next; {@link StreamItem.Ended} is the last.
     *
     * @param patience how long to wait for it
     * @return nothing if nothing came within that time
     */
    public List<StreamItem> next(Duration patience) throws InterruptedException {
        while (!isLive) {
            List<StreamItem> past = catchUp();
            if (!past.isEmpty()) {
                return past;
            }
        }
        return present(patience);
    }

    private List<StreamItem> catchUp() {
        long horizon = log.horizon();
        List<StreamItem> past = new ArrayList<>();
        if (!read(horizon, past)) {
            return past;
        }
        position = Math.max(position, horizon);
        isLive = true;
        long pumped = pump.join(this, position);
        while (!read(pumped, past)) {
            // The pump was further on; its events wait in the queue until these are told.
        }
        position = Math.max(position, pumped);
        return past;
    }

    /** Reads a page; true if it was the last one. */
    private boolean read(long through, List<StreamItem> found) {
        VmName vm = selection.vm();
        List<VmEvent> page = vm == null
                ? log.between(position, through, settings.pageSize())
                : log.of(vm, position, settings.pageSize());
        long forgotten = log.forgottenThrough();
        if (forgotten > position) {
            if (announcesGaps || position > 0) {
                found.add(new StreamItem.Gap(position, forgotten));
            }
            position = forgotten;
        }
        for (VmEvent event : page) {
            if (event.sequence() > through) {
                return true;
            }
            take(event, found);
        }
        return page.size() < settings.pageSize();
    }

    private void take(VmEvent event, List<StreamItem> found) {
        if (event.sequence() > position) {
            position = event.sequence();
            if (selection.wants(event)) {
                found.add(new StreamItem.Happened(event));
            }
        }
    }

    private List<StreamItem> present(Duration patience) throws InterruptedException {
        StreamItem first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
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
        for (StreamItem signal : waiting) {
            switch (signal) {
                case StreamItem.Happened(VmEvent event) -> take(event, fresh);
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

    /** Takes a signal if there is room; otherwise the watch has ended, and false is the answer. */
    boolean offer(StreamItem signal) {
        if (signal instanceof StreamItem.Happened(VmEvent event) && !selection.wants(event)) {
            return true;
        }
        if (queue.offer(signal)) {
            return true;
        }
        end(StreamItem.Reason.TOO_SLOW);
        return false;
    }

    void end(StreamItem.Reason reason) {
        StreamItem.Ended last = new StreamItem.Ended(reason);
        ended = last;
        // Wakes whoever waits; nobody waits on a full queue.
        var _ = queue.offer(last);
    }

    /** Stops watching. Doing so twice is harmless. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            pump.leave(this);
            pump.release();
        }
    }
}

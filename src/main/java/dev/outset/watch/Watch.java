package dev.outset.watch;

import dev.outset.store.EventLog;
import dev.outset.store.VmEvent;
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

    private final Selection selection;

    private final boolean announcesGaps;

    private final BlockingQueue<Signal> queue;

    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile Signal.@Nullable Ended ended;

    private long position;

    private boolean isLive;

    Watch(
            EventPump pump,
            EventLog log,
            WatchSettings settings,
            Selection selection,
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
     * What comes next; {@link Signal.Ended} is the last.
     *
     * @param patience how long to wait for it
     * @return nothing if nothing came within that time
     */
    public List<Signal> next(Duration patience) throws InterruptedException {
        while (!isLive) {
            List<Signal> past = catchUp();
            if (!past.isEmpty()) {
                return past;
            }
        }
        return present(patience);
    }

    private List<Signal> catchUp() {
        long horizon = log.horizon();
        List<Signal> past = new ArrayList<>();
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
    private boolean read(long through, List<Signal> found) {
        VmName vm = selection.vm();
        List<VmEvent> page = vm == null
                ? log.between(position, through, settings.pageSize())
                : log.of(vm, position, settings.pageSize());
        long forgotten = log.forgottenThrough();
        if (forgotten > position) {
            if (announcesGaps || position > 0) {
                found.add(new Signal.Gap(position, forgotten));
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

    private void take(VmEvent event, List<Signal> found) {
        if (event.sequence() > position) {
            position = event.sequence();
            if (selection.wants(event)) {
                found.add(new Signal.Happened(event));
            }
        }
    }

    private List<Signal> present(Duration patience) throws InterruptedException {
        Signal first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        Signal end = ended;
        if (end != null) {
            return List.of(end);
        }
        if (first == null) {
            return List.of();
        }
        List<Signal> waiting = new ArrayList<>(List.of(first));
        queue.drainTo(waiting);
        List<Signal> fresh = new ArrayList<>();
        for (Signal signal : waiting) {
            switch (signal) {
                case Signal.Happened(VmEvent event) -> take(event, fresh);
                case Signal.Gap(long _, long through) -> {
                    if (through > position) {
                        fresh.add(new Signal.Gap(position, through));
                        position = through;
                    }
                }
                case Signal.Ended last -> fresh.add(last);
            }
        }
        return fresh;
    }

    /** Takes a signal if there is room; otherwise the watch has ended, and false is the answer. */
    boolean offer(Signal signal) {
        if (signal instanceof Signal.Happened(VmEvent event) && !selection.wants(event)) {
            return true;
        }
        if (queue.offer(signal)) {
            return true;
        }
        end(Signal.Reason.TOO_SLOW);
        return false;
    }

    void end(Signal.Reason reason) {
        Signal.Ended last = new Signal.Ended(reason);
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

package dev.outset.admission.limit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns at work. A turn that becomes free goes to the callers who wait one after the other, and to each one's requests in the
 * order of coming: how many others wait of one caller makes no difference to the next. One caller never holds all turns,
 * unless there is a single one.
 */
public final class FairSemaphore {

    private final SequencedMap<String, Queue<CountDownLatch>> waiting = new LinkedHashMap<>();

    private final Map<String, Integer> held = new HashMap<>();

    private final int share;

    private int free;

    public FairSemaphore(int limit) {
        this.free = limit;
        this.share = Math.max(1, limit - 1);
    }

    /** Waits for a turn: whether it came in time. */
    public boolean take(String caller, Duration patience) throws InterruptedException {
        CountDownLatch turn = new CountDownLatch(1);
        synchronized (this) {
            if (mayHaveOne(caller)) {
                give(caller);
                return true;
            }
            waiting.computeIfAbsent(caller, first -> new ArrayDeque<>()).add(turn);
        }
        try {
            return turn.await(patience.toNanos(), TimeUnit.NANOSECONDS) || !leaves(caller, turn);
        } catch (InterruptedException ending) {
            if (!leaves(caller, turn)) {
                giveBack(caller);
            }
            throw ending;
        }
    }

    private boolean mayHaveOne(String caller) {
        return free > 0 && held.getOrDefault(caller, 0) < share;
    }

    private void give(String caller) {
        free--;
        held.merge(caller, 1, Integer::sum);
    }

    /** Whether it still waited; if not, it has just got its turn. */
    private synchronized boolean leaves(String caller, CountDownLatch turn) {
        Queue<CountDownLatch> line = waiting.get(caller);
        if (line == null || !line.remove(turn)) {
            return false;
        }
        if (line.isEmpty()) {
            waiting.remove(caller);
        }
        return true;
    }

    public synchronized void giveBack(String caller) {
        free++;
        held.computeIfPresent(caller, (same, own) -> own == 1 ? null : own - 1);
        Optional<Map.Entry<String, Queue<CountDownLatch>>> next = waiting.entrySet().stream()
                .filter(line -> mayHaveOne(line.getKey()))
                .findFirst();
        if (next.isPresent()) {
            String following = next.get().getKey();
            Queue<CountDownLatch> line = next.get().getValue();
            waiting.remove(following);
            give(following);
            line.remove().countDown();
            if (!line.isEmpty()) {
                waiting.put(following, line);
            }
        }
    }

    /** How many wait. */
    public synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }

    /** How many are free. */
    public synchronized int free() {
        return free;
    }
}

package dev.outset.gate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns at work. A turn that becomes free goes to the callers who wait one after the other, and to each one's requests in the
 * order of coming: how many others wait of one caller makes no difference to the next.
 */
final class Turns {

    private final SequencedMap<String, Queue<CountDownLatch>> waiting = new LinkedHashMap<>();

    private int free;

    Turns(int limit) {
        this.free = limit;
    }

    /** Waits for a turn: whether it came in time. */
    boolean take(String caller, Duration patience) throws InterruptedException {
        CountDownLatch turn = new CountDownLatch(1);
        synchronized (this) {
            if (free > 0) {
                free--;
                return true;
            }
            waiting.computeIfAbsent(caller, first -> new ArrayDeque<>()).add(turn);
        }
        try {
            return turn.await(patience.toNanos(), TimeUnit.NANOSECONDS) || !leaves(caller, turn);
        } catch (InterruptedException ending) {
            if (!leaves(caller, turn)) {
                giveBack();
            }
            throw ending;
        }
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

    synchronized void giveBack() {
        if (waiting.isEmpty()) {
            free++;
            return;
        }
        Map.Entry<String, Queue<CountDownLatch>> next = waiting.pollFirstEntry();
        next.getValue().remove().countDown();
        if (!next.getValue().isEmpty()) {
            waiting.put(next.getKey(), next.getValue());
        }
    }

    /** How many wait. */
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }
}

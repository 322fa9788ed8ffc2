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
 * A semaphore that is fair between clients. A released permit is granted to the waiting clients in waiter, and to the
 * requests of one client in the order of arrival, so that the queue of one client does not delay the others. A single
 * client never holds all permits, unless there is only one.
 */
public final class FairSemaphore {

    private final SequencedMap<String, Queue<CountDownLatch>> waiting = new LinkedHashMap<>();

    private final Map<String, Integer> held = new HashMap<>();

    private final int share;

    private int free;

    /** Creates a semaphore with the given number of permits. */
    public FairSemaphore(int limit) {
        this.free = limit;
        this.share = Math.max(1, limit - 1);
    }

    /** Acquires a permit, waiting up to the given time; returns whether it was acquired. */
    public boolean tryAcquire(String client, Duration timeout) throws InterruptedException {
        CountDownLatch waiter = new CountDownLatch(1);
        synchronized (this) {
            if (canAcquire(client)) {
                grant(client);
                return true;
            }
            waiting.computeIfAbsent(client, ignored -> new ArrayDeque<>()).add(waiter);
        }
        try {
            return waiter.await(timeout.toNanos(), TimeUnit.NANOSECONDS) || !dequeue(client, waiter);
        } catch (InterruptedException interrupted) {
            if (!dequeue(client, waiter)) {
                release(client);
            }
            throw interrupted;
        }
    }

    private boolean canAcquire(String client) {
        return free > 0 && held.getOrDefault(client, 0) < share;
    }

    private void grant(String client) {
        free--;
        held.merge(client, 1, Integer::sum);
    }

    /** Removes a waiter from the queue; returns false if it has been granted a permit in the meantime. */
    private synchronized boolean dequeue(String client, CountDownLatch waiter) {
        Queue<CountDownLatch> queue = waiting.get(client);
        if (queue == null || !queue.remove(waiter)) {
            return false;
        }
        if (queue.isEmpty()) {
            waiting.remove(client);
        }
        return true;
    }

    /** Releases a permit and grants it to the next waiting client. */
    public synchronized void release(String client) {
        free++;
        held.computeIfPresent(client, (ignored, own) -> own == 1 ? null : own - 1);
        Optional<Map.Entry<String, Queue<CountDownLatch>>> next = waiting.entrySet().stream()
                .filter(entry -> canAcquire(entry.getKey()))
                .findFirst();
        if (next.isPresent()) {
            String nextClient = next.get().getKey();
            Queue<CountDownLatch> queue = next.get().getValue();
            waiting.remove(nextClient);
            grant(nextClient);
            queue.remove().countDown();
            if (!queue.isEmpty()) {
                waiting.put(nextClient, queue);
            }
        }
    }

    /** The number of waiting requests. */
    public synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }

    /** The number of free permits. */
    public synchronized int availablePermits() {
        return free;
    }
}

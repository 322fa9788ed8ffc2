package dev.outset.admission.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Limits how much all clients together, and each client, may hold at the same time: requests, permits, connections,
 * streams, bytes or VMs. A client may wait for one permit; waiting clients get permits in turn, and the requests of one
 * client in the order of arrival, so that the queue of one client does not delay the others.
 */
public final class ConcurrencyLimiter {

    private final long limit;

    private final Share share;

    private final Function<Refusal, ? extends RuntimeException> toException;

    private final Map<String, Long> held = new HashMap<>();

    private final SequencedMap<String, Queue<BlockingQueue<Lease>>> waiting = new LinkedHashMap<>();

    private long acquired;

    /** Why nothing more is granted to a client. */
    public enum Refusal {
        /** The client holds its share. */
        OVER_SHARE,
        /** Not enough is free. */
        FULL
    }

    /** How much of the limit one client may hold. */
    @FunctionalInterface
    public interface Share {

        /** Whether a client that holds {@code own} may acquire {@code count} more while {@code free} are free. */
        boolean permits(long own, long count, long free);

        /**
         * A client that holds more than is free gets no more: a single client may hold half, n clients share equally,
         * and there is nearly always some left for a client that holds nothing.
         */
        static Share whatIsFree() {
            return (own, _, free) -> own <= free;
        }

        /** One client may hold the given number. */
        static Share atMost(long most) {
            return (own, count, _) -> own + count <= most;
        }
    }

    /** Creates a limiter without shares for code that asks before it acquires. */
    public ConcurrencyLimiter(long limit) {
        this(limit, Share.atMost(limit), _ -> new IllegalStateException("The limit of " + limit + " is reached"));
    }

    /** Creates a limiter without shares. */
    public ConcurrencyLimiter(long limit, Rejection full) {
        this(limit, Share.atMost(limit), _ -> full.toException());
    }

    /**
     * Creates a limiter.
     *
     * @param limit how much all clients may hold
     * @param share how much one client may hold
     * @param toException the exception to throw when nothing more is granted
     */
    public ConcurrencyLimiter(long limit, Share share, Function<Refusal, ? extends RuntimeException> toException) {
        this.limit = limit;
        this.share = share;
        this.toException = toException;
    }

    /** Why a client cannot acquire the given number now; null if it can. */
    public synchronized @Nullable Refusal refusal(String client, long count) {
        long free = limit - acquired;
        if (!share.permits(held.getOrDefault(client, 0L), count, free)) {
            return Refusal.OVER_SHARE;
        }
        return count > free ? Refusal.FULL : null;
    }

    /** A lease of nothing, which can be extended. */
    public Lease emptyLease(String client) {
        return new Lease(client);
    }

    /** Acquires one, or throws the exception of this limiter. */
    public Lease acquire(String client) {
        Lease lease = new Lease(client);
        lease.add(1);
        return lease;
    }

    /** Acquires one, waiting up to the given time, or throws the exception of this limiter. */
    public Lease acquire(String client, Duration timeout) {
        Lease lease = new Lease(client);
        BlockingQueue<Lease> handover = new ArrayBlockingQueue<>(1);
        synchronized (this) {
            if (lease.tryAdd(1)) {
                return lease;
            }
            waiting.computeIfAbsent(client, _ -> new ArrayDeque<>()).add(handover);
        }
        Lease granted = await(handover, timeout);
        if (granted == null) {
            // It may have been granted after the wait.
            granted = stopWaiting(client, handover);
        }
        if (granted == null) {
            throw toException.apply(Refusal.FULL);
        }
        return granted;
    }

    private static @Nullable Lease await(BlockingQueue<Lease> handover, Duration timeout) {
        try {
            return handover.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private synchronized @Nullable Lease stopWaiting(String client, BlockingQueue<Lease> handover) {
        Queue<BlockingQueue<Lease>> queue = waiting.get(client);
        if (queue != null && queue.remove(handover) && queue.isEmpty()) {
            waiting.remove(client);
        }
        return handover.poll();
    }

    /** Grants a permit to the next client that may have one. */
    private void grantNext() {
        waiting.keySet().stream()
                .filter(client -> refusal(client, 1) == null)
                .findFirst()
                .ifPresent(client -> {
                    Queue<BlockingQueue<Lease>> queue = requireNonNull(waiting.remove(client));
                    queue.remove().add(acquire(client));
                    if (!queue.isEmpty()) {
                        waiting.put(client, queue);
                    }
                });
    }

    /** How much is held. */
    public synchronized long acquired() {
        return acquired;
    }

    /** The number of waiting requests. */
    public synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }

    /** What a client holds; closing it returns all of it. */
    public final class Lease implements AutoCloseable {

        private final String client;

        private long count;

        private Lease(String client) {
            this.client = client;
        }

        /** Acquires more, or throws the exception of the limiter. */
        public void add(long more) {
            synchronized (ConcurrencyLimiter.this) {
                Refusal refusal = refusal(client, more);
                if (refusal != null) {
                    throw toException.apply(refusal);
                }
                resize(count + more);
            }
        }

        /** Acquires more if possible; returns whether it was acquired. */
        public boolean tryAdd(long more) {
            synchronized (ConcurrencyLimiter.this) {
                boolean isPermitted = refusal(client, more) == null;
                if (isPermitted) {
                    resize(count + more);
                }
                return isPermitted;
            }
        }

        /** Sets how much is held, regardless of the limit. */
        public void resize(long newCount) {
            synchronized (ConcurrencyLimiter.this) {
                long more = newCount - count;
                count = newCount;
                acquired += more;
                held.merge(client, more, Long::sum);
                held.remove(client, 0L);
                if (more < 0) {
                    grantNext();
                }
            }
        }

        /** How much is held. */
        public long count() {
            synchronized (ConcurrencyLimiter.this) {
                return count;
            }
        }

        @Override
        public void close() {
            resize(0);
        }
    }
}

package dev.outset.admission.connection;

import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.admission.limit.ConcurrencyLimiter.Refusal;
import dev.outset.admission.limit.ConcurrencyLimiter.Share;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the open connections. A connection without an admitted request is counted for its client address; such
 * connections may take up to three quarters of the limit, and one address may hold no more of them than are free.
 * Beyond that, the connection that has been idle longest is evicted, so that connections without a credential cannot
 * lock out clients. Once a request is admitted, the connection is counted for its principal, with the same limits.
 */
public final class ConnectionLimiter {

    private static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

    private final int limit;

    private final Duration anonymousIdleTime;

    private final Duration headTime;

    private final LongSupplier nanoTime;

    private final ConcurrencyLimiter addresses;

    private final ConcurrencyLimiter principals;

    /** Idle connections without an admitted request, the longest idle first. */
    private final SequencedSet<Connection> idle = new LinkedHashSet<>();

    private long evicted;

    /** The operations on a connection that Tomcat provides. */
    interface Socket {

        /** Closes the connection on a thread of Tomcat. */
        void close();

        Duration readTimeout();

        void setReadTimeout(Duration time);

        void setWriteTimeout(Duration time);
    }

    /** The state of one connection. */
    final class Connection {

        private final String address;

        private volatile @Nullable Socket socket;

        /** What the connection is counted as, for its address or its principal; null after it was closed. */
        private @Nullable Lease counted;

        private boolean isAuthenticated;

        private boolean hasRequest;

        /** The nano time when the first part of an incomplete request head was received; null if there is none. */
        private @Nullable Long headSince;

        private Connection(String address) {
            this.address = address;
            this.counted = addresses.acquire(address);
        }

        private void countFor(String principal) {
            synchronized (ConnectionLimiter.this) {
                if (!isAuthenticated && counted != null && principals.refusal(principal, 1) == null) {
                    counted.close();
                    counted = principals.acquire(principal);
                    isAuthenticated = true;
                }
            }
        }
    }

    /** Whether the server keeps a connection. */
    enum Next {
        CLOSE,
        KEEP
    }

    /**
     * Creates a limiter.
     *
     * @param limit the maximum number of open connections
     * @param anonymousIdleTime the maximum idle time, and time to send a request head, without an admitted request
     * @param headTime the maximum time to send a request head after an admitted request
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    public ConnectionLimiter(int limit, Duration anonymousIdleTime, Duration headTime, LongSupplier nanoTime) {
        this.limit = limit;
        this.anonymousIdleTime = anonymousIdleTime;
        this.headTime = headTime;
        this.nanoTime = nanoTime;
        this.addresses = sharedBetweenClients(limit);
        this.principals = sharedBetweenClients(limit);
    }

    private static ConcurrencyLimiter sharedBetweenClients(int limit) {
        return new ConcurrencyLimiter(
                Math.max(1, limit / 4 * 3),
                Share.whatIsFree(),
                refusal -> new IllegalStateException("Connections must be evicted first: " + refusal));
    }

    /** Counts a new connection, evicting an idle one if necessary; null if the connection must be closed. */
    synchronized @Nullable Connection open(String address) {
        for (Refusal refusal = refusal(address); refusal != null; refusal = refusal(address)) {
            boolean isFull = refusal == Refusal.FULL;
            Optional<Connection> victim = idle.stream()
                    .filter(candidate -> isFull || candidate.address.equals(address))
                    .findFirst();
            if (victim.isEmpty()) {
                return null;
            }
            evict(victim.get());
        }
        return new Connection(address);
    }

    private @Nullable Refusal refusal(String address) {
        return open() < limit ? addresses.refusal(address, 1) : Refusal.FULL;
    }

    private void evict(Connection connection) {
        evicted++;
        closed(connection);
        Socket socket = connection.socket;
        if (socket != null) {
            socket.close();
        }
    }

    /** Tomcat has accepted a connection and waits for its first request. */
    void accepted(Connection connection, Socket socket) {
        connection.socket = socket;
        socket.setReadTimeout(anonymousIdleTime);
        synchronized (this) {
            if (connection.counted != null && !connection.hasRequest) {
                idle.add(connection);
            }
        }
    }

    /** Tomcat starts to process a connection. */
    synchronized void requestStarted(Connection connection) {
        connection.hasRequest = true;
        idle.remove(connection);
    }

    /** A part of a request head was received, and Tomcat waits for the rest. */
    synchronized Next headPartReceived(Connection connection) {
        long now = nanoTime.getAsLong();
        if (connection.headSince == null) {
            connection.headSince = now;
        }
        Duration total = connection.isAuthenticated ? headTime : anonymousIdleTime;
        Duration remaining = total.minusNanos(now - connection.headSince);
        awaitRead(connection, remaining);
        return remaining.isPositive() ? Next.KEEP : Next.CLOSE;
    }

    /** Tomcat waits for the next request of a connection. */
    synchronized void awaitingRequest(Connection connection) {
        connection.headSince = null;
        awaitRead(connection, anonymousIdleTime);
    }

    private void awaitRead(Connection connection, Duration timeout) {
        Socket socket = connection.socket;
        boolean isHead = connection.headSince != null;
        if (socket != null && timeout.isPositive() && (isHead || !connection.isAuthenticated)) {
            socket.setReadTimeout(timeout.compareTo(socket.readTimeout()) < 0 ? timeout : socket.readTimeout());
        }
        if (!connection.isAuthenticated && connection.counted != null) {
            idle.add(connection);
        }
    }

    /** Stops counting a connection that was closed. */
    synchronized void closed(Connection connection) {
        idle.remove(connection);
        if (connection.counted != null) {
            connection.counted.close();
            connection.counted = null;
        }
    }

    /** Runs work with the given connection as the connection of this thread. */
    static <T> T callFor(Connection connection, ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, connection).call(work);
    }

    /** Counts the connection of this thread for a principal, after a request of the principal was admitted. */
    public static void markAuthenticated(String principal) {
        if (CURRENT.isBound()) {
            CURRENT.get().countFor(principal);
        }
    }

    /** Sets the write timeout of the connection of this thread. */
    static void setWriteTimeout(Duration time) {
        withSocket(socket -> socket.setWriteTimeout(time));
    }

    /** Sets the read timeout of the connection of this thread. */
    static void setReadTimeout(Duration time) {
        withSocket(socket -> socket.setReadTimeout(time));
    }

    private static void withSocket(Consumer<Socket> action) {
        Socket socket = CURRENT.isBound() ? CURRENT.get().socket : null;
        if (socket != null) {
            action.accept(socket);
        }
    }

    /** The number of open connections. */
    public synchronized long open() {
        return addresses.acquired() + principals.acquired();
    }

    /** The number of connections that were evicted. */
    public synchronized long evicted() {
        return evicted;
    }
}

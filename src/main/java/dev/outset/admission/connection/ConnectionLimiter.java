package dev.outset.admission.connection;

import dev.outset.admission.limit.ConcurrencyLimiter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections that are open. One that nobody has been let in over is counted for its address; three quarters of all may
 * be such, and an address holds no more of them than are free. Beyond that the one that has been idle for longest is closed
 * for the next, so that connections without a credential keep nobody out. From the first request that is let in, a connection
 * is counted for its subject, in the same way.
 */
public final class ConnectionLimiter {

    private static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

    private final int limit;

    private final Duration anonymousIdleTime;

    private final Duration headTime;

    private final LongSupplier nanoTime;

    private final ConcurrencyLimiter ofAddresses;

    private final ConcurrencyLimiter ofSubjects;

    /** Those that nobody was let in over and that nothing is done for, the longest idle first. */
    private final SequencedSet<Connection> idle = new LinkedHashSet<>();

    private int open;

    private long evicted;

    /** What can be done to a connection that the server holds. */
    interface Socket {

        /** Closes it, on a thread of the server. */
        void close();

        Duration readTimeout();

        void readWithin(Duration time);

        void writeWithin(Duration time);
    }

    /** One connection. */
    final class Connection {

        private final String address;

        private volatile @Nullable Socket socket;

        private @Nullable String subject;

        private boolean isCounted = true;

        private boolean hasBegun;

        /** Since when the head of a request has been coming. */
        private @Nullable Long headSince;

        private void isOf(String letIn) {
            count(this, letIn);
        }

        private Connection(String address) {
            this.address = address;
        }
    }

    /** What the server does with a connection next. */
    enum Next {
        CLOSE,
        GO_ON
    }

    public ConnectionLimiter(int limit, Duration anonymousIdleTime, Duration headTime, LongSupplier nanoTime) {
        this.limit = limit;
        this.anonymousIdleTime = anonymousIdleTime;
        this.headTime = headTime;
        this.nanoTime = nanoTime;
        int most = Math.max(1, limit / 4 * 3);
        this.ofAddresses = new ConcurrencyLimiter(most);
        this.ofSubjects = new ConcurrencyLimiter(most);
    }

    /** Counts a connection that is made; null if there is no room for it. */
    synchronized @Nullable Connection open(String address) {
        for (ConcurrencyLimiter.Answer answer = place(address);
                answer != ConcurrencyLimiter.Answer.TAKEN;
                answer = place(address)) {
            Optional<Connection> longestIdle = answer == ConcurrencyLimiter.Answer.FULL
                    ? idle.stream().findFirst()
                    : idle.stream().filter(same -> same.address.equals(address)).findFirst();
            if (longestIdle.isEmpty()) {
                return null;
            }
            evict(longestIdle.get());
        }
        open++;
        return new Connection(address);
    }

    private ConcurrencyLimiter.Answer place(String address) {
        return open < limit ? ofAddresses.take(address) : ConcurrencyLimiter.Answer.FULL;
    }

    private void evict(Connection connection) {
        evicted++;
        forget(connection);
        Socket socket = connection.socket;
        if (socket != null) {
            socket.close();
        }
    }

    /** The server has taken a connection over, and waits for its first request. */
    void accepted(Connection connection, Socket socket) {
        connection.socket = socket;
        socket.readWithin(anonymousIdleTime);
        synchronized (this) {
            if (connection.isCounted && !connection.hasBegun) {
                idle.add(connection);
            }
        }
    }

    /** Something is done for a connection from now on. */
    synchronized void begins(Connection connection) {
        connection.hasBegun = true;
        idle.remove(connection);
    }

    /** A part of a request's head has come, and the server waits for the next. */
    synchronized Next hasPartOfAHead(Connection connection) {
        long now = nanoTime.getAsLong();
        if (connection.headSince == null) {
            connection.headSince = now;
        }
        Duration most = connection.subject == null ? anonymousIdleTime : headTime;
        Duration left = most.minusNanos(now - connection.headSince);
        waits(connection, left);
        return left.isPositive() ? Next.GO_ON : Next.CLOSE;
    }

    /** A connection waits for its next request. */
    synchronized void waitsForARequest(Connection connection) {
        connection.headSince = null;
        waits(connection, anonymousIdleTime);
    }

    private void waits(Connection connection, Duration most) {
        Socket socket = connection.socket;
        boolean isHead = connection.headSince != null;
        if (socket != null && most.isPositive() && (isHead || connection.subject == null)) {
            socket.readWithin(most.compareTo(socket.readTimeout()) < 0 ? most : socket.readTimeout());
        }
        if (connection.subject == null && connection.isCounted) {
            idle.add(connection);
        }
    }

    /** A connection is closed. */
    synchronized void closed(Connection connection) {
        forget(connection);
    }

    private void forget(Connection connection) {
        idle.remove(connection);
        if (!connection.isCounted) {
            return;
        }
        connection.isCounted = false;
        open--;
        if (connection.subject == null) {
            ofAddresses.giveBack(connection.address);
        } else {
            ofSubjects.giveBack(connection.subject);
        }
    }

    /** Runs what the server does for a connection. */
    static <T> T during(Connection connection, ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, connection).call(work);
    }

    /** A subject has been let in over the connection of this thread. */
    public static void letIn(String subject) {
        if (CURRENT.isBound()) {
            CURRENT.get().isOf(subject);
        }
    }

    /** Writes to the connection of this thread may block so long. */
    static void writeWithin(Duration time) {
        Socket socket = CURRENT.isBound() ? CURRENT.get().socket : null;
        if (socket != null) {
            socket.writeWithin(time);
        }
    }

    /** Reads from the connection of this thread may block so long. */
    static void readWithin(Duration time) {
        Socket socket = CURRENT.isBound() ? CURRENT.get().socket : null;
        if (socket != null) {
            socket.readWithin(time);
        }
    }

    private synchronized void count(Connection connection, String subject) {
        if (connection.subject == null
                && connection.isCounted
                && ofSubjects.take(subject) == ConcurrencyLimiter.Answer.TAKEN) {
            ofAddresses.giveBack(connection.address);
            connection.subject = subject;
        }
    }

    /** How many are open. */
    public synchronized int open() {
        return open;
    }

    /** How many have been closed for others. */
    public synchronized long evicted() {
        return evicted;
    }
}

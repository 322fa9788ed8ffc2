package dev.outset.admission.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Eight connections, of which six may be without an admitted request; five seconds for a request head. */
class ConnectionLimiterTests {

    private final AtomicLong nanos = new AtomicLong();

    private final ConnectionLimiter connections =
            new ConnectionLimiter(8, Duration.ofSeconds(5), Duration.ofSeconds(30), nanos::get);

    private final List<String> closed = new ArrayList<>();

    private Duration readTimeout = Duration.ofSeconds(10);

    private ConnectionLimiter.Connection connect(String address, String name) {
        ConnectionLimiter.Connection connection = Objects.requireNonNull(connections.open(address), name);
        connections.accepted(connection, new ConnectionLimiter.Socket() {
            @Override
            public void close() {
                closed.add(name);
            }

            @Override
            public Duration readTimeout() {
                return readTimeout;
            }

            @Override
            public void setReadTimeout(Duration time) {
                readTimeout = time;
            }

            @Override
            public void setWriteTimeout(Duration time) {}
        });
        return connection;
    }

    private void admit(ConnectionLimiter.Connection connection, String principal) {
        connections.requestStarted(connection);
        ConnectionLimiter.callFor(connection, () -> {
            ConnectionLimiter.markAuthenticated(principal);
            return principal;
        });
        connections.awaitingRequest(connection);
    }

    @Test
    void evictsTheLongestIdleConnectionOfAnAddressOverItsShare() {
        for (int i = 0; i < 4; i++) {
            connect("a", "a" + i);
        }
        assertThat(closed).isEmpty();

        connect("a", "a4");

        assertThat(closed).containsExactly("a0");
        assertThat(connections.open()).isEqualTo(4);
        connect("b", "b0");
        assertThat(closed).containsExactly("a0");
        assertThat(connections.evicted()).isEqualTo(1);
    }

    @Test
    void doesNotEvictActiveConnections() {
        List<ConnectionLimiter.Connection> busy = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            busy.add(connect("a", "a" + i));
        }
        busy.forEach(connections::requestStarted);

        assertThat(connections.open("a")).isNull();
        assertThat(closed).isEmpty();
        connections.awaitingRequest(busy.get(2));
        assertThat(connections.open("a")).isNotNull();
        assertThat(closed).containsExactly("a2");
    }

    @Test
    void doesNotEvictConnectionsWithAnAdmittedRequest() {
        admit(connect("a", "known"), "alice");
        for (int i = 0; i < 20; i++) {
            connect("a", "a" + i);
        }

        assertThat(closed).hasSize(16).doesNotContain("known");
    }

    @Test
    void limitsTheConnectionsOfAPrincipal() {
        for (int i = 0; i < 8; i++) {
            admit(connect("a", "alice" + i), "alice");
        }

        admit(connect("b", "bob"), "bob");

        assertThat(closed).isNotEmpty().allMatch(name -> name.startsWith("alice"));
        assertThat(connections.open()).isLessThanOrEqualTo(8);
    }

    @Test
    void alwaysAcceptsNewAddresses() {
        for (int i = 0; i < 100; i++) {
            connect("address " + i, "c" + i);
        }

        assertThat(connections.open()).isEqualTo(6);
        assertThat(closed).hasSize(94).startsWith("c0", "c1").doesNotContain("c99");
    }

    /** Every byte restarts the read timeout, but not the time limit of the head. */
    @Test
    void limitsTheTimeOfARequestHead() {
        ConnectionLimiter.Connection slow = connect("a", "slow");
        assertThat(readTimeout).isEqualTo(Duration.ofSeconds(5));
        connections.requestStarted(slow);
        assertThat(connections.headPartReceived(slow)).isEqualTo(ConnectionLimiter.Next.KEEP);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        connections.requestStarted(slow);
        readTimeout = Duration.ofSeconds(10);
        assertThat(connections.headPartReceived(slow)).isEqualTo(ConnectionLimiter.Next.KEEP);
        assertThat(readTimeout).isEqualTo(Duration.ofSeconds(1));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        connections.requestStarted(slow);

        assertThat(connections.headPartReceived(slow)).isEqualTo(ConnectionLimiter.Next.CLOSE);
    }

    @Test
    void stopsCountingClosedConnections() {
        for (int i = 0; i < 50; i++) {
            ConnectionLimiter.Connection one = connect("a", "a" + i);
            admit(one, "alice");
            connections.closed(one);
            connections.closed(one);
        }

        assertThat(closed).isEmpty();
        assertThat(connections.open()).isZero();
    }

    @Test
    void keepsTheTimeoutOfConnectionsWithAnAdmittedRequest() {
        ConnectionLimiter.Connection known = connect("a", "known");
        readTimeout = Duration.ofSeconds(30);
        admit(known, "alice");

        assertThat(readTimeout).isEqualTo(Duration.ofSeconds(30));
    }
}

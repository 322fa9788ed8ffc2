package dev.outset.admission.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Eight connections, six of which nobody needs to be let in over; five seconds for a head. */
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
            public void readWithin(Duration time) {
                readTimeout = time;
            }

            @Override
            public void writeWithin(Duration time) {}
        });
        return connection;
    }

    private void letIn(ConnectionLimiter.Connection connection, String subject) {
        connections.begins(connection);
        ConnectionLimiter.during(connection, () -> {
            ConnectionLimiter.letIn(subject);
            return subject;
        });
        connections.waitsForARequest(connection);
    }

    @Test
    void closesTheLongestIdleOfAnAddressThatHoldsMoreThanAreFree() {
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
    void closesNoneThatSomethingIsDoneFor() {
        List<ConnectionLimiter.Connection> busy = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            busy.add(connect("a", "a" + i));
        }
        busy.forEach(connections::begins);

        assertThat(connections.open("a")).isNull();
        assertThat(closed).isEmpty();
        connections.waitsForARequest(busy.get(2));
        assertThat(connections.open("a")).isNotNull();
        assertThat(closed).containsExactly("a2");
    }

    @Test
    void closesNoneThatASubjectWasLetInOver() {
        letIn(connect("a", "known"), "alice");
        for (int i = 0; i < 20; i++) {
            connect("a", "a" + i);
        }

        assertThat(closed).hasSize(16).doesNotContain("known");
    }

    @Test
    void countsASubjectForNoMoreThanAreFree() {
        for (int i = 0; i < 8; i++) {
            letIn(connect("a", "alice" + i), "alice");
        }

        letIn(connect("b", "bob"), "bob");

        assertThat(closed).isNotEmpty().allMatch(name -> name.startsWith("alice"));
        assertThat(connections.open()).isLessThanOrEqualTo(8);
    }

    @Test
    void isNeverFullForANewcomer() {
        for (int i = 0; i < 100; i++) {
            connect("address " + i, "c" + i);
        }

        assertThat(connections.open()).isEqualTo(6);
        assertThat(closed).hasSize(94).startsWith("c0", "c1").doesNotContain("c99");
    }

    /** One byte at a time restarts the timeout of each read, and not the time of the head. */
    @Test
    void givesAHeadItsTimeAndNoMore() {
        ConnectionLimiter.Connection slow = connect("a", "slow");
        assertThat(readTimeout).isEqualTo(Duration.ofSeconds(5));
        connections.begins(slow);
        assertThat(connections.hasPartOfAHead(slow)).isEqualTo(ConnectionLimiter.Next.GO_ON);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        connections.begins(slow);
        readTimeout = Duration.ofSeconds(10);
        assertThat(connections.hasPartOfAHead(slow)).isEqualTo(ConnectionLimiter.Next.GO_ON);
        assertThat(readTimeout).isEqualTo(Duration.ofSeconds(1));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        connections.begins(slow);

        assertThat(connections.hasPartOfAHead(slow)).isEqualTo(ConnectionLimiter.Next.CLOSE);
    }

    @Test
    void forgetsWhatIsClosed() {
        for (int i = 0; i < 50; i++) {
            ConnectionLimiter.Connection one = connect("a", "a" + i);
            letIn(one, "alice");
            connections.closed(one);
            connections.closed(one);
        }

        assertThat(closed).isEmpty();
        assertThat(connections.open()).isZero();
    }

    @Test
    void leavesAConnectionThatASubjectWasLetInOverItsOwnTimeout() {
        ConnectionLimiter.Connection known = connect("a", "known");
        readTimeout = Duration.ofSeconds(30);
        letIn(known, "alice");

        assertThat(readTimeout).isEqualTo(Duration.ofSeconds(30));
    }
}

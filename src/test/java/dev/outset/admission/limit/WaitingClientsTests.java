package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Clients that wait for a permit of a limiter, mostly with a single permit. */
class WaitingClientsTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ConcurrencyLimiter one = permits(1);

    private final BlockingQueue<Served> served = new LinkedBlockingQueue<>();

    /** A client and the permit that it got. */
    private record Served(String client, Lease permit) {}

    private static ConcurrencyLimiter permits(int count) {
        return new ConcurrencyLimiter(
                count,
                ConcurrencyLimiter.Share.atMost(Math.max(1, count - 1)),
                refusal -> new IllegalStateException(refusal.toString()));
    }

    private static void assertNone(ConcurrencyLimiter limiter, String client) {
        assertThatThrownBy(() -> limiter.acquire(client, Duration.ofNanos(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Starts a request that waits for a permit and reports when it has acquired it. */
    private void request(ConcurrencyLimiter limiter, String client) {
        int before = limiter.waiting();
        Thread.ofVirtual().start(() -> served.add(new Served(client, limiter.acquire(client, LONG))));
        Await.until("one more caller waits", () -> limiter.waiting() != before);
    }

    @Test
    void getPermitsInTurn() throws InterruptedException {
        Lease permit = one.acquire("first", LONG);
        for (int i = 0; i < 4; i++) {
            request(one, "greedy");
        }
        request(one, "modest");
        request(one, "modest");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            permit.close();
            Served next = served.take();
            permit = next.permit();
            order.add(next.client());
        }

        assertThat(order).containsExactly("greedy", "modest", "greedy", "modest", "greedy", "greedy");
        assertThat(one.waiting()).isZero();
    }

    @Test
    void returnPermitsOfCancelledWaits() {
        Lease first = one.acquire("first", LONG);
        assertNone(one, "impatient");
        assertThat(one.waiting()).isZero();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> one.acquire("ending", LONG)).isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();

        first.close();
        first.close();

        assertThat(one.acquire("next", Duration.ofNanos(1)).count()).isEqualTo(1);
        assertNone(one, "after");
    }

    @Test
    void neverGetAllPermits() {
        ConcurrencyLimiter four = permits(4);
        List<Lease> greedy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            greedy.add(four.acquire("greedy", LONG));
        }

        assertNone(four, "greedy");
        Lease modest = four.acquire("modest", LONG);
        assertNone(four, "third");
        modest.close();
        assertNone(four, "greedy");
        greedy.getFirst().close();
        four.acquire("greedy", Duration.ofNanos(1));
        assertThat(four.acquired()).isEqualTo(3);
    }

    /** A permit that a client may not have is granted to the next one; the client gets one after a later release. */
    @Test
    void areSkippedAtTheirShare() throws InterruptedException {
        ConcurrencyLimiter two = permits(2);
        Lease greedy = two.acquire("greedy", LONG);
        request(two, "greedy");

        two.acquire("modest", LONG).close();
        assertThat(two.waiting()).isEqualTo(1);
        greedy.close();

        assertThat(served.take().client()).isEqualTo("greedy");
    }
}

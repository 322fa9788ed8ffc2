package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Fairness of a semaphore, mostly with a single permit. */
class FairSemaphoreTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final FairSemaphore semaphore = new FairSemaphore(1);

    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();

    /** Starts a request that waits for a permit and reports when it has acquired it. */
    private void request(String client) {
        int before = semaphore.waiting();
        Thread.ofVirtual().start(() -> {
            try {
                served.add(semaphore.take(client, LONG) ? client : "late");
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        });
        Await.until("one more caller waits", () -> semaphore.waiting() != before);
    }

    @Test
    void grantsPermitsToWaitingClientsInTurn() throws InterruptedException {
        assertThat(semaphore.take("first", LONG)).isTrue();
        for (int i = 0; i < 4; i++) {
            request("greedy");
        }
        request("modest");
        request("modest");
        List<String> order = new ArrayList<>();
        String holder = "first";
        for (int i = 0; i < 6; i++) {
            semaphore.giveBack(holder);
            holder = served.take();
            order.add(holder);
        }

        assertThat(order).containsExactly("greedy", "modest", "greedy", "modest", "greedy", "greedy");
        assertThat(semaphore.waiting()).isZero();
    }

    @Test
    void keepsPermitsOfCancelledWaits() throws InterruptedException {
        assertThat(semaphore.take("first", LONG)).isTrue();
        assertThat(semaphore.take("impatient", Duration.ofNanos(1))).isFalse();
        assertThat(semaphore.waiting()).isZero();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> semaphore.take("ending", LONG)).isInstanceOf(InterruptedException.class);

        semaphore.giveBack("first");

        assertThat(semaphore.take("next", Duration.ofNanos(1))).isTrue();
        assertThat(semaphore.take("after", Duration.ofNanos(1))).isFalse();
    }

    @Test
    void neverGrantsAllPermitsToOneClient() throws InterruptedException {
        FairSemaphore four = new FairSemaphore(4);
        for (int i = 0; i < 3; i++) {
            assertThat(four.take("greedy", LONG)).isTrue();
        }

        assertThat(four.take("greedy", Duration.ofNanos(1))).isFalse();
        assertThat(four.take("modest", LONG)).isTrue();
        assertThat(four.take("third", Duration.ofNanos(1))).isFalse();
        four.giveBack("modest");
        assertThat(four.take("greedy", Duration.ofNanos(1))).isFalse();
        four.giveBack("greedy");
        assertThat(four.take("greedy", Duration.ofNanos(1))).isTrue();
        assertThat(four.free()).isEqualTo(1);
    }

    /** A permit that a client may not have is granted to the next one; the client gets one after a later release. */
    @Test
    void skipsClientsAtTheirShare() throws InterruptedException {
        FairSemaphore two = new FairSemaphore(2);
        assertThat(two.take("greedy", LONG)).isTrue();
        BlockingQueue<String> late = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try {
                late.add(two.take("greedy", LONG) ? "greedy" : "late");
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        });
        Await.until("a caller waits", () -> two.waiting() > 0);

        assertThat(two.take("modest", LONG)).isTrue();
        two.giveBack("modest");
        assertThat(two.waiting()).isEqualTo(1);
        two.giveBack("greedy");

        assertThat(late.take()).isEqualTo("greedy");
    }
}

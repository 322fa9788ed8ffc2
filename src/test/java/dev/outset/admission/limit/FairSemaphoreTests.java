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
                served.add(semaphore.tryAcquire(client, LONG) ? client : "late");
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        });
        Await.until("one more caller waits", () -> semaphore.waiting() != before);
    }

    @Test
    void grantsPermitsToWaitingClientsInTurn() throws InterruptedException {
        assertThat(semaphore.tryAcquire("first", LONG)).isTrue();
        for (int i = 0; i < 4; i++) {
            request("greedy");
        }
        request("modest");
        request("modest");
        List<String> order = new ArrayList<>();
        String holder = "first";
        for (int i = 0; i < 6; i++) {
            semaphore.release(holder);
            holder = served.take();
            order.add(holder);
        }

        assertThat(order).containsExactly("greedy", "modest", "greedy", "modest", "greedy", "greedy");
        assertThat(semaphore.waiting()).isZero();
    }

    @Test
    void keepsPermitsOfCancelledWaits() throws InterruptedException {
        assertThat(semaphore.tryAcquire("first", LONG)).isTrue();
        assertThat(semaphore.tryAcquire("impatient", Duration.ofNanos(1))).isFalse();
        assertThat(semaphore.waiting()).isZero();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> semaphore.tryAcquire("ending", LONG)).isInstanceOf(InterruptedException.class);

        semaphore.release("first");

        assertThat(semaphore.tryAcquire("next", Duration.ofNanos(1))).isTrue();
        assertThat(semaphore.tryAcquire("after", Duration.ofNanos(1))).isFalse();
    }

    @Test
    void neverGrantsAllPermitsToOneClient() throws InterruptedException {
        FairSemaphore four = new FairSemaphore(4);
        for (int i = 0; i < 3; i++) {
            assertThat(four.tryAcquire("greedy", LONG)).isTrue();
        }

        assertThat(four.tryAcquire("greedy", Duration.ofNanos(1))).isFalse();
        assertThat(four.tryAcquire("modest", LONG)).isTrue();
        assertThat(four.tryAcquire("third", Duration.ofNanos(1))).isFalse();
        four.release("modest");
        assertThat(four.tryAcquire("greedy", Duration.ofNanos(1))).isFalse();
        four.release("greedy");
        assertThat(four.tryAcquire("greedy", Duration.ofNanos(1))).isTrue();
        assertThat(four.availablePermits()).isEqualTo(1);
    }

    /** A permit that a client may not have is granted to the next one; the client gets one after a later release. */
    @Test
    void skipsClientsAtTheirShare() throws InterruptedException {
        FairSemaphore two = new FairSemaphore(2);
        assertThat(two.tryAcquire("greedy", LONG)).isTrue();
        BlockingQueue<String> late = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try {
                late.add(two.tryAcquire("greedy", LONG) ? "greedy" : "late");
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        });
        Await.until("a caller waits", () -> two.waiting() > 0);

        assertThat(two.tryAcquire("modest", LONG)).isTrue();
        two.release("modest");
        assertThat(two.waiting()).isEqualTo(1);
        two.release("greedy");

        assertThat(late.take()).isEqualTo("greedy");
    }
}

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

/** One works at a time, and the others wait. */
class FairSemaphoreTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final FairSemaphore turns = new FairSemaphore(1);

    private final BlockingQueue<String> served = new LinkedBlockingQueue<>();

    /** A request that waits for its turn, and tells when it has it. */
    private void ask(String caller) {
        int before = turns.waiting();
        Thread.ofVirtual().start(() -> {
            try {
                served.add(turns.take(caller, LONG) ? caller : "late");
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        Await.until("one more caller waits", () -> turns.waiting() != before);
    }

    @Test
    void goRoundAmongThoseWhoWait() throws InterruptedException {
        assertThat(turns.take("first", LONG)).isTrue();
        for (int i = 0; i < 4; i++) {
            ask("greedy");
        }
        ask("modest");
        ask("modest");
        List<String> order = new ArrayList<>();
        String working = "first";
        for (int i = 0; i < 6; i++) {
            turns.giveBack(working);
            working = served.take();
            order.add(working);
        }

        assertThat(order).containsExactly("greedy", "modest", "greedy", "modest", "greedy", "greedy");
        assertThat(turns.waiting()).isZero();
    }

    @Test
    void areNotLostByThoseWhoGiveUp() throws InterruptedException {
        assertThat(turns.take("first", LONG)).isTrue();
        assertThat(turns.take("impatient", Duration.ofNanos(1))).isFalse();
        assertThat(turns.waiting()).isZero();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> turns.take("ending", LONG)).isInstanceOf(InterruptedException.class);

        turns.giveBack("first");

        assertThat(turns.take("next", Duration.ofNanos(1))).isTrue();
        assertThat(turns.take("after", Duration.ofNanos(1))).isFalse();
    }

    @Test
    void areNeverAllHeldByOneCaller() throws InterruptedException {
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

    /** A turn that its caller may not have goes to the next, and comes to the caller when another is given back. */
    @Test
    void passOverWhoHoldsEnough() throws InterruptedException {
        FairSemaphore two = new FairSemaphore(2);
        assertThat(two.take("greedy", LONG)).isTrue();
        BlockingQueue<String> late = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> {
            try {
                late.add(two.take("greedy", LONG) ? "greedy" : "late");
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
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

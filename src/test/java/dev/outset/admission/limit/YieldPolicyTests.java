package dev.outset.admission.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class YieldPolicyTests {

    private static final long FEW = 4;

    private final AtomicLong inLine = new AtomicLong();

    private final AtomicLong waited = new AtomicLong();

    /** One leaves the line at every look. */
    private final YieldPolicy precedence = new YieldPolicy(inLine::getAndDecrement, FEW, waited::addAndGet);

    @Test
    void goesOnAtOnceWhereFewAreInLine() {
        inLine.set(FEW);

        precedence.letOthersPass();

        assertThat(waited).hasValue(0);
    }

    @Test
    void waitsUntilFewAreInLine() {
        inLine.set(FEW + 3);

        precedence.letOthersPass();

        assertThat(waited).hasValue(3 * YieldPolicy.BETWEEN_LOOKS.toNanos());
    }

    @Test
    void goesOnAfterAWhileHoweverManyAreInLine() {
        inLine.set(1_000_000);

        precedence.letOthersPass();

        assertThat(waited).hasValue(YieldPolicy.LONGEST.toNanos());
    }
}

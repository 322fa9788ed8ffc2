package dev.outset.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConditionTests {

    private static String message(String message) {
        return new Condition(ConditionType.VERIFIED, Condition.Truth.FALSE, "Drift", message, 1, Instant.EPOCH)
                .message();
    }

    @Test
    void truncatesLongMessages() {
        assertThat(message("m".repeat(2000))).hasSize(2000).doesNotContain("…");
        assertThat(message("m".repeat(2001))).hasSize(2000).endsWith("m…");
    }

    @Test
    void doesNotSplitSurrogatePairs() {
        assertThat(message("m".repeat(1998) + "\uD83D\uDE00".repeat(9))).isEqualTo("m".repeat(1998) + "…");
    }
}

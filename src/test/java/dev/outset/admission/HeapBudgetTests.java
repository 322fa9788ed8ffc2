package dev.outset.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.HeapBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HeapBudgetTests {

    private static final long HEAP = DataSize.ofMegabytes(256).toBytes();

    private static final AdmissionSettings UNSET = new AdmissionSettings(
            1, 1, Duration.ofSeconds(1), null, Duration.ofSeconds(1), 1, 1, 1, 1, Duration.ofSeconds(1));

    @Test
    void growsWithTheHeap() {
        assertThat(HeapBudget.of(HEAP, UNSET, null)).isEqualTo(new HeapBudget(8 << 20, 32 << 20, 2048));
        assertThat(HeapBudget.of(2 * HEAP, UNSET, null)).isEqualTo(new HeapBudget(16 << 20, 64 << 20, 4096));
        assertThat(HeapBudget.of(1 << 20, UNSET, null).connections()).isEqualTo(64);
        assertThat(HeapBudget.of(64 * HEAP, UNSET, null).connections()).isEqualTo(8192);
    }

    @Test
    void isOverriddenBySettings() {
        assertThat(HeapBudget.of(HEAP, RequestBuilder.SETTINGS, 100)).isEqualTo(new HeapBudget(1024, 32 << 20, 100));
    }
}

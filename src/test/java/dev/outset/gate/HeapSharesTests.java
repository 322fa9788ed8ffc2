package dev.outset.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HeapSharesTests {

    private static final long HEAP = DataSize.ofMegabytes(256).toBytes();

    private static final GateSettings UNSET = new GateSettings(
            1, 1, Duration.ofSeconds(1), null, Duration.ofSeconds(1), 1, 1, 1, 1, Duration.ofSeconds(1));

    @Test
    void growWithTheHeap() {
        assertThat(HeapShares.of(HEAP, UNSET, null)).isEqualTo(new HeapShares(8 << 20, 32 << 20, 2048));
        assertThat(HeapShares.of(2 * HEAP, UNSET, null)).isEqualTo(new HeapShares(16 << 20, 64 << 20, 4096));
        assertThat(HeapShares.of(1 << 20, UNSET, null).connections()).isEqualTo(64);
        assertThat(HeapShares.of(64 * HEAP, UNSET, null).connections()).isEqualTo(8192);
    }

    @Test
    void giveWayToSettings() {
        assertThat(HeapShares.of(HEAP, RequestBuilder.SETTINGS, 100)).isEqualTo(new HeapShares(1024, 32 << 20, 100));
    }
}

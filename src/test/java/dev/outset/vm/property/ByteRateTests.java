package dev.outset.vm.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRateTests {

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "300MiB/s, 314572800",
        "300MiB, 314572800",
        "20M/s, 20971520",
        "1MB/s, 1000000",
        "10Gbit/s, 1250000000",
        "2.5Gbps, 312500000",
        "8bit/s, 1",
    })
    void parsesBytesAndBits(String text, long bytes) {
        assertThat(ByteRate.parse(text).bytesPerSecond()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "-1", "4096/s", "1bit/s", "10Gbit", "9EiB/s", "300MiB/min"})
    void rejectsOtherTexts(String text) {
        assertThatThrownBy(() -> ByteRate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a valid rate");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B/s", "1023, 1023 B/s", "1536, 1.5 KiB/s", "314572800, 300 MiB/s", "1250000000, 1.2 GiB/s"})
    void describesInTheLargestUnit(long bytes, String text) {
        assertThat(new ByteRate(bytes).describe()).isEqualTo(text);
    }
}

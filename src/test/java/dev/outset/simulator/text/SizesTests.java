package dev.outset.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTests {

    private final Sizes current = new Sizes(false, true);

    private final Sizes older = new Sizes(true, false);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "' 5', 5",
        "+5, 5",
        "010, 10",
        "1k, 1024",
        "1K, 1024",
        "1B, 1",
        "1.5k, 1536",
        "1.k, 1024",
        "1., 1",
        "1.0, 1",
        "0.1k, 102",
        "1.9996k, 2048",
        "0x10, 16",
        "0x10B, 267",
        "1e, 1152921504606846976",
        "15E, 17293822569102704640",
        "18446744073709551615, 18446744073709551615"
    })
    void parsesSizesOfEveryRelease(String text, String bytes) {
        assertThat(Long.toUnsignedString(current.parse(text).value())).isEqualTo(bytes);
        assertThat(current.parse(text).status()).isEqualTo(Sizes.Status.OK);
        assertThat(older.parse(text)).isEqualTo(current.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "k", "1.5", "1kB", "1 k", "5 ", "1e3", "1.5e3k", "abc", "0x", "1.5.5k", ".", "nan", "inf"})
    void rejectsInvalidSizes(String text) {
        assertThat(current.parse(text).status()).isEqualTo(Sizes.Status.INVALID);
        assertThat(older.parse(text).status()).isEqualTo(Sizes.Status.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16E", "18446744073709551616", "99999999999999999999999", "15.99999999999999999999E"})
    void reportsSizesOutOfRange(String text) {
        assertThat(current.parse(text).status()).isEqualTo(Sizes.Status.OUT_OF_RANGE);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, OUT_OF_RANGE, INVALID",
        "-0, OUT_OF_RANGE, INVALID",
        "-1k, INVALID, INVALID",
        ".5k, OK, INVALID",
        "-.5, OUT_OF_RANGE, INVALID",
        "0x10k, INVALID, OK"
    })
    void followsTheDifferencesBetweenReleases(String text, Sizes.Status currentStatus, Sizes.Status olderStatus) {
        assertThat(current.parse(text).status()).isEqualTo(currentStatus);
        assertThat(older.parse(text).status()).isEqualTo(olderStatus);
    }
}

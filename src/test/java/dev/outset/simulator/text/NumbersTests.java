package dev.outset.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTests {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "010, 8",
        "0x1F, 31",
        "0X1f, 31",
        "+5, 5",
        "' 5', 5",
        "-1, 18446744073709551615",
        "-18446744073709551615, 1",
        "18446744073709551615, 18446744073709551615"
    })
    void readsNumbersAsCDoes(String text, String number) {
        assertThat(Numbers.strtou64(text)).isEqualTo(Long.parseUnsignedLong(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "08", "0x", "5 ", "5k", "1.5", "--1", "+-1", "18446744073709551616", "x"})
    void rejectsInvalidNumbers(String text) {
        assertThat(Numbers.strtou64(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "010, 10", "2147483647, 2147483647", "2147483648, -1", "-1, -1", "1x, -1", "'', -1"})
    void readsDescriptors(String text, int descriptor) {
        assertThat(Numbers.parseFd(text)).isEqualTo(descriptor);
    }
}

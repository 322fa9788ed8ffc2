package dev.outset.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.ParameterType;
import dev.outset.parameters.ParameterValue;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertySyntaxTests {

    @ParameterizedTest
    @CsvSource({
        "UINT64, 010, 8",
        "UINT64, 0x10, 16",
        "UINT64, -1, 18446744073709551615",
        "UINT8, 255, 255",
        "SIZE, 010, 10",
        "SIZE, 0x10B, 267",
        "SIZE, 0.1k, 102",
        "SIZE, 1.9996k, 2048",
        "SIZE, 1.0, 1",
        "SIZE, .5k, 512",
        "SIZE, 15E, 17293822569102704640",
        "SIZE, 1e, 1152921504606846976"
    })
    void parsesNumbersLikeQemu(ParameterType.Kind kind, String text, String expected) {
        assertThat(read(kind, text))
                .isEqualTo(new PropertySyntax.Reading.Value(
                        new ParameterValue.Unsigned(Long.parseUnsignedLong(expected))));
    }

    @ParameterizedTest
    @CsvSource({
        "UINT64, 5k, Parameter 'p' expects uint64",
        "UINT64, 18446744073709551616, Parameter 'p' expects uint64",
        "UINT8, 256, Parameter 'p' expects uint8_t",
        "SIZE, 1.5, Parameter 'p' expects a non-negative number below 2^64",
        "SIZE, 1kB, Parameter 'p' expects a non-negative number below 2^64",
        "SIZE, 16E, Value '16E' is out of range for parameter 'p'",
        "SIZE, -1, Value '-1' is out of range for parameter 'p'",
        "BOOL, ON, Parameter 'p' expects 'on' or 'off'",
        "ENUM, c, Parameter 'p' does not accept value 'c'"
    })
    void reportsTheQemuError(ParameterType.Kind kind, String text, String expected) {
        assertThat(read(kind, text)).isEqualTo(new PropertySyntax.Reading.Refused(expected));
    }

    private static PropertySyntax.Reading read(ParameterType.Kind kind, String text) {
        String qapi = kind == ParameterType.Kind.UINT8 ? "uint8" : "uint64";
        return PropertySyntax.parse("p", new ParameterType(qapi, kind, List.of("a", "b")), text);
    }
}

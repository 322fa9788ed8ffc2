package dev.outset.violation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViolationsTests {

    /** So many of so many characters each. */
    private static List<Violation> violations(int count, int characters) {
        return IntStream.range(0, count)
                .mapToObj(i -> Violation.error("/" + i % 10, "rule", "m".repeat(characters - 3), "a"))
                .toList();
    }

    @Test
    void areAllListedWhereTheyFit() {
        assertThat(Violations.listed(violations(3, 100), 3, 300)).isEqualTo(violations(3, 100));
    }

    @Test
    void areCountedBeyondTheirNumberAndBeyondTheirCharacters() {
        assertThat(Violations.listed(violations(10, 100), 4, 10_000))
                .hasSize(5)
                .last()
                .extracting(Violation::message)
                .isEqualTo("There are 6 more violations");
        assertThat(Violations.listed(violations(10, 100), 10, 299))
                .hasSize(3)
                .last()
                .extracting(Violation::message)
                .isEqualTo("There are 8 more violations");
    }

    @Test
    void keepWhatHasBeenCountedBefore() {
        List<Violation> found = new ArrayList<>(violations(4, 100));
        found.add(Violations.more(7));

        assertThat(Violations.listed(found, 1, 10_000))
                .extracting(Violation::message)
                .containsExactly(
                        found.getFirst().message(), "There are 3 more violations", "There are 7 more violations");
    }

    @Test
    void haveTextsThatEnd() {
        Violation endless = Violation.error("/" + "p".repeat(5000), "rule", "m".repeat(5000), "a".repeat(5000))
                .withQemu("q".repeat(5000));

        assertThat(List.of(endless.pointer(), endless.message(), endless.action(), String.valueOf(endless.qemu())))
                .allMatch(text -> text.length() == 2000 && text.endsWith("…"));
    }

    @Test
    void endBeforeACharacterThatDoesNotFit() {
        Violation endless = Violation.error("", "rule", "m".repeat(1998) + "\uD83D\uDE00".repeat(9), "a");

        assertThat(endless.message()).isEqualTo("m".repeat(1998) + "…");
    }
}

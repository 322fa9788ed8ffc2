package dev.outset.violation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViolationsTests {

    /** Creates violations of the given length each, in characters. */
    private static List<Violation> violations(int count, int characters) {
        return IntStream.range(0, count)
                .mapToObj(i -> Violation.error("/" + i % 10, "rule", "m".repeat(characters - 3), "a"))
                .toList();
    }

    @Test
    void listsAllViolationsThatFit() {
        assertThat(Violations.truncated(violations(3, 100), 3, 300)).isEqualTo(violations(3, 100));
    }

    @Test
    void countsViolationsBeyondTheLimits() {
        assertThat(Violations.truncated(violations(10, 100), 4, 10_000))
                .hasSize(5)
                .last()
                .extracting(Violation::message)
                .isEqualTo("There are 6 more violations");
        assertThat(Violations.truncated(violations(10, 100), 10, 299))
                .hasSize(3)
                .last()
                .extracting(Violation::message)
                .isEqualTo("There are 8 more violations");
    }

    @Test
    void keepsAPreviousCount() {
        List<Violation> found = new ArrayList<>(violations(4, 100));
        found.add(Violations.omitted(7));

        assertThat(Violations.truncated(found, 1, 10_000))
                .extracting(Violation::message)
                .containsExactly(
                        found.getFirst().message(), "There are 3 more violations", "There are 7 more violations");
    }

    @Test
    void truncatesLongTexts() {
        Violation longViolation = Violation.error("/" + "p".repeat(5000), "rule", "m".repeat(5000), "a".repeat(5000))
                .withQemu("q".repeat(5000));

        assertThat(List.of(
                        longViolation.pointer(),
                        longViolation.message(),
                        longViolation.action(),
                        String.valueOf(longViolation.qemu())))
                .allMatch(text -> text.length() == 2000 && text.endsWith("…"));
    }

    @Test
    void doesNotSplitSurrogatePairs() {
        Violation longViolation = Violation.error("", "rule", "m".repeat(1998) + "\uD83D\uDE00".repeat(9), "a");

        assertThat(longViolation.message()).isEqualTo("m".repeat(1998) + "…");
    }
}

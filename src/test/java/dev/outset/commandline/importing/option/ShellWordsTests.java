package dev.outset.commandline.importing.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.commandline.ShellQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTests {

    private static final long SEED = 7;

    @Test
    void parsesQuotesEscapesContinuationsAndComments() {
        assertThat(ShellWords.split("""
                        # started by hand
                        qemu-system-x86_64 -name 'a b' \\
                          -append "x=\\"1\\" \\\\ \\a" \\
                          -m\\ 1 a'b'"c" ''   # the end
                        """))
                .containsExactly("qemu-system-x86_64", "-name", "a b", "-append", "x=\"1\" \\ \\a", "-m 1", "abc", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a $HOME", "a `id`", "a \"$(id)\"", "a | b", "a > b", "a; b", "a & b", "'open", "\"open"})
    void rejectsCommandsThatNeedEvaluation(String line) {
        assertThatThrownBy(() -> ShellWords.split(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parsesTheOutputOfShellQuoting() {
        Random random = new Random(SEED);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder word = new StringBuilder();
            for (int length = random.nextInt(10); length > 0; length--) {
                word.append((char) (1 + random.nextInt(300)));
            }
            words.add(word.toString());
        }

        assertThat(ShellWords.split(ShellQuoting.quote(words)))
                .as("seed " + SEED)
                .isEqualTo(words);
    }
}

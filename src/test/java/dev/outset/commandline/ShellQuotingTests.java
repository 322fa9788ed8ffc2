package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellQuotingTests {

    private static final long SEED = 20260501;

    @TempDir
    private Path scratch;

    @Test
    void doesNotQuotePlainWords() {
        assertThat(ShellQuoting.quote(List.of("qemu-system-x86_64", "-m", "size=1G,slots=2", "a/b.c:d@e%f+g")))
                .isEqualTo("qemu-system-x86_64 -m size=1G,slots=2 a/b.c:d@e%f+g");
    }

    @Test
    void quotesWordsWithShellSyntax() {
        assertThat(ShellQuoting.quote(List.of("", "a b", "it's", "$x", "A=b", "~", "#")))
                .isEqualTo("'' 'a b' 'it'\\''s' '$x' A=b '~' '#'");
    }

    @Test
    void rejectsNul() {
        assertThatThrownBy(() -> ShellQuoting.quote(List.of("a\0b"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void preservesEveryCharacterThroughTheShell() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (int c = 1; c < 0x3000; c++) {
            words.add("x" + Character.toString(c) + "y");
            words.add(Character.toString(c));
        }
        words.add("\u00e9\uffff\ud83d\ude00");
        assertThat(throughTheShell(words)).isEqualTo(words);
    }

    @Test
    void preservesRandomWordsThroughTheShell() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        String alphabet = " \t\n\r'\"\\$`!*?[]{}()<>|&;#~=%-,\u0001\u007f\u00e9\u2028";
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder word = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                word.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            words.add(word.toString());
        }
        words.add("x".repeat(10_000) + "'");

        assertThat(throughTheShell(words)).as("seed " + SEED).isEqualTo(words);
    }

    /** Parses the quoted words with {@code sh -c}; a file passes them, so that no encoding changes them. */
    private List<String> throughTheShell(List<String> words) throws IOException, InterruptedException {
        List<String> seen = new ArrayList<>();
        for (int from = 0; from < words.size(); from += 500) {
            List<String> some = words.subList(from, Math.min(words.size(), from + 500));
            Path line = scratch.resolve("line");
            Files.writeString(line, "printf '%s\\0' " + ShellQuoting.quote(some));
            Process shell = new ProcessBuilder("sh", "-c", "exec sh -c \"$(cat \"$0\")\"", line.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).isZero();
            List<String> parts = Arrays.asList(output.split("\0", -1));
            seen.addAll(parts.subList(0, parts.size() - 1));
        }
        return seen;
    }
}

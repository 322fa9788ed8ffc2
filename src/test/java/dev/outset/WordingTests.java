package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the words of {@code src/test/resources/wording.txt} out of main sources, resources, the web UI and the
 * documentation. The changelog and CONTRIBUTING.md quote them.
 */
class WordingTests {

    private static final List<String> PLACES =
            List.of("src/main", "docs", "helm", "observability", "README.md", "SECURITY.md");

    private static final Set<String> ENDINGS =
            Set.of("java", "md", "json", "yml", "yaml", "html", "js", "css", "sql", "tpl");

    /** A word to avoid, and what to write instead. */
    private record Entry(Pattern pattern, String instead) {

        static Entry of(String line) {
            String[] parts = line.split(" => ", 2);
            return new Entry(Pattern.compile(parts[0], Pattern.CASE_INSENSITIVE), parts[1]);
        }
    }

    @Test
    void containsNoneOfTheListedWords() throws IOException {
        List<Entry> entries = entries();
        List<String> found = new ArrayList<>();
        for (String place : PLACES) {
            try (Stream<Path> files = Files.walk(Path.of(place))) {
                files.filter(WordingTests::isText).forEach(file -> find(entries, file, found));
            }
        }

        assertThat(found).as("see CONTRIBUTING.md, \"Names and texts\"").isEmpty();
    }

    @Test
    void findsAListedWord() throws IOException {
        List<Entry> entries = entries();

        assertThat(entries).hasSizeGreaterThan(10);
        assertThat(problems(entries, "x", "Somebody else was faster")).hasSize(1);
        assertThat(problems(entries, "x", "'x' is no name of a VM")).hasSize(1);
        assertThat(problems(entries, "x", "The request body is not valid JSON")).isEmpty();
    }

    private static List<Entry> entries() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/wording.txt"))) {
            return lines.filter(line -> line.contains(" => ")).map(Entry::of).toList();
        }
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static void find(List<Entry> entries, Path file, List<String> found) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                found.addAll(problems(entries, file + ":" + (i + 1), lines.get(i)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> problems(List<Entry> entries, String where, String line) {
        List<String> problems = new ArrayList<>();
        for (Entry entry : entries) {
            Matcher matcher = entry.pattern().matcher(line);
            if (matcher.find()) {
                problems.add(where + ": \"" + matcher.group() + "\": write " + entry.instead());
            }
        }
        return problems;
    }
}

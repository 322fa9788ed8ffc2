package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.validation.ValidationResult;
import dev.outset.violation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every directory of the corpus contains a definition and its expected results: {@code out.<release>.args}, with one
 * option per line in shell syntax, or {@code out.<release>.problem.json}. {@code -Dcorpus.update} writes the actual
 * results.
 */
class CorpusTests {

    private static final boolean UPDATE = System.getProperty("corpus.update") != null;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @TestFactory
    Stream<DynamicTest> rendersOrRejectsEveryDefinitionAsExpected() {
        return Corpus.cases().stream()
                .map(testCase -> DynamicTest.dynamicTest(testCase.toString(), () -> check(testCase)));
    }

    @Test
    void usesEveryFileOfTheCorpus() throws IOException {
        Map<String, Set<String>> expected = new LinkedHashMap<>();
        for (Corpus.Case testCase : Corpus.cases()) {
            Set<String> names = expected.computeIfAbsent(testCase.name(), _ -> new TreeSet<>(Set.of("in.json")));
            Path file = testCase.validated().violations().hasErrors() ? testCase.problemFile() : testCase.argsFile();
            names.add(file.getFileName().toString());
        }
        for (Path directory : Corpus.directories()) {
            try (Stream<Path> files = Files.list(directory)) {
                Set<String> found =
                        files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
                assertThat(found)
                        .as(directory.toString())
                        .containsExactlyInAnyOrderElementsOf(
                                expected.getOrDefault(directory.getFileName().toString(), Set.of()));
            }
        }
    }

    @Test
    void coversManyDefinitionsAndReleases() {
        List<Corpus.Case> cases = Corpus.cases();

        assertThat(cases).hasSizeGreaterThanOrEqualTo(120);
        assertThat(cases.stream().map(Corpus.Case::version).distinct()).hasSizeGreaterThanOrEqualTo(6);
    }

    private static void check(Corpus.Case testCase) throws IOException {
        ValidationResult validated = testCase.validated();
        boolean rejected = validated.violations().hasErrors();
        String actual = rejected ? problem(validated.violations().errors()) : arguments(testCase.commandLine());
        Path file = rejected ? testCase.problemFile() : testCase.argsFile();
        if (UPDATE) {
            Files.deleteIfExists(rejected ? testCase.argsFile() : testCase.problemFile());
            Files.writeString(file, actual);
        }
        assertThat(file)
                .as("expected results; run with -Dcorpus.update to write them")
                .exists();
        assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    }

    private static String arguments(CommandLine commandLine) {
        return commandLine.options().stream()
                .map(option -> ShellQuoting.quote(words(option)) + "\n")
                .collect(Collectors.joining());
    }

    private static List<String> words(CommandLine.Option option) {
        return option.value() == null ? List.of(option.option()) : List.of(option.option(), option.value());
    }

    private static String problem(List<Violation> errors) {
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        for (Violation error : errors) {
            Map<String, @Nullable String> row = new LinkedHashMap<>();
            row.put("pointer", error.pointer());
            row.put("rule", error.rule());
            row.put("message", error.message());
            row.put("action", error.action());
            row.put("qemu", error.qemu());
            rows.add(row);
        }
        return MAPPER.writeValueAsString(rows) + "\n";
    }
}

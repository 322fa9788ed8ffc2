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
 * Every folder of the corpus is a definition with what becomes of it: {@code out.<release>.args}, one option a line as
 * {@code sh} would read it, or {@code out.<release>.problem.json}. {@code -Dcorpus.update} writes what is there now.
 */
class CorpusTests {

    private static final boolean UPDATE = System.getProperty("corpus.update") != null;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @TestFactory
    Stream<DynamicTest> everyDefinitionBecomesWhatItsFolderSays() {
        return Corpus.cases().stream().map(one -> DynamicTest.dynamicTest(one.toString(), () -> check(one)));
    }

    @Test
    void everyFileOfTheCorpusIsUsedAndNoneIsMissing() throws IOException {
        Map<String, Set<String>> expected = new LinkedHashMap<>();
        for (Corpus.Case one : Corpus.cases()) {
            Set<String> names = expected.computeIfAbsent(one.name(), _ -> new TreeSet<>(Set.of("in.json")));
            Path file = one.validated().violations().hasErrors() ? one.problemFile() : one.argsFile();
            names.add(file.getFileName().toString());
        }
        for (Path folder : Corpus.folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                Set<String> found =
                        files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
                assertThat(found)
                        .as(folder.toString())
                        .containsExactlyInAnyOrderElementsOf(
                                expected.getOrDefault(folder.getFileName().toString(), Set.of()));
            }
        }
    }

    @Test
    void theCorpusIsWide() {
        List<Corpus.Case> cases = Corpus.cases();

        assertThat(cases).hasSizeGreaterThanOrEqualTo(120);
        assertThat(cases.stream().map(Corpus.Case::version).distinct()).hasSizeGreaterThanOrEqualTo(6);
    }

    private static void check(Corpus.Case one) throws IOException {
        ValidationResult validated = one.validated();
        boolean refused = validated.violations().hasErrors();
        String actual = refused ? problem(validated.violations().errors()) : arguments(one.commandLine());
        Path file = refused ? one.problemFile() : one.argsFile();
        if (UPDATE) {
            Files.deleteIfExists(refused ? one.argsFile() : one.problemFile());
            Files.writeString(file, actual);
        }
        assertThat(file).as("what is expected; -Dcorpus.update writes it").exists();
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

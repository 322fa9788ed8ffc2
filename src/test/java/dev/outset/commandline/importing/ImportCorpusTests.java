package dev.outset.commandline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.qemu.QemuVersion;
import dev.outset.support.RequestReader;
import dev.outset.validation.Validator;
import dev.outset.violation.Violation;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every directory of {@code corpus/import} contains a command line from the field, {@code in.<release>.sh}, and the
 * expected result of its import, {@code out.json}. {@code -Dcorpus.update} writes the actual results.
 */
class ImportCorpusTests {

    private static final Path ROOT = Path.of("src/test/resources/corpus/import");

    private static final boolean UPDATE = System.getProperty("corpus.update") != null;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Catalogues CATALOGUES = Catalogues.load();

    private final CommandLineImporter importer = new CommandLineImporter(CATALOGUES, RequestReader.READER);

    @TestFactory
    Stream<DynamicTest> importsEveryCommandLineAsExpected() {
        return directories().stream()
                .map(directory ->
                        DynamicTest.dynamicTest(directory.getFileName().toString(), () -> check(directory)));
    }

    @TestFactory
    Stream<DynamicTest> rendersAndReimportsEveryDefinitionUnchanged() {
        return directories().stream()
                .map(directory ->
                        DynamicTest.dynamicTest(directory.getFileName().toString(), () -> stable(directory)));
    }

    @Test
    void usesEveryFileOfTheCorpus() throws IOException {
        for (Path directory : directories()) {
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "out.json", line(directory).getFileName().toString());
            }
        }
    }

    private static List<Path> directories() {
        try (Stream<Path> directories = Files.list(ROOT)) {
            return directories.sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path line(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".sh"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private ImportResult imported(Path directory) throws IOException {
        Path line = line(directory);
        String version =
                line.getFileName().toString().replaceFirst("^in\\.", "").replaceFirst("\\.sh$", "");
        return importer.importShellLine(Files.readString(line), new QemuChoice(QemuVersion.parse(version), false));
    }

    private void check(Path directory) throws IOException {
        String actual = MAPPER.writeValueAsString(json(imported(directory))) + "\n";
        Path file = directory.resolve("out.json");
        if (UPDATE) {
            Files.writeString(file, actual);
        }
        assertThat(file)
                .as("expected results; run with -Dcorpus.update to write them")
                .exists();
        assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    }

    private static ObjectNode json(ImportResult imported) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("name", imported.name());
        ArrayNode tokens = json.putArray("tokens");
        for (ImportedToken token : imported.tokens()) {
            tokens.addObject()
                    .put("option", token.option())
                    .put("value", token.value())
                    .put("outcome", token.outcome().toString())
                    .put("pointer", token.pointer())
                    .put("reason", token.reason());
        }
        ArrayNode notes = json.putArray("notes");
        for (Violation note : imported.notes()) {
            notes.addObject()
                    .put("pointer", note.pointer())
                    .put("rule", note.rule())
                    .put("message", note.message());
        }
        json.set("spec", new RecordWriter().write(imported.spec()));
        return json;
    }

    private void stable(Path directory) throws IOException {
        ImportResult first = imported(directory);
        List<String> arguments = arguments(first.name(), first.spec());
        ImportResult second = importer.importArguments(arguments, first.spec().qemu());

        assertThat(arguments(second.name(), second.spec())).isEqualTo(arguments);
        for (ImportedToken token : first.tokens()) {
            if (!token.pointer().isEmpty()) {
                assertThat(at(first.spec(), token.pointer()).isMissingNode())
                        .as(token.toString())
                        .isFalse();
            }
        }
    }

    private static JsonNode at(VmSpec spec, String pointer) {
        JsonNode node = new RecordWriter().write(spec);
        List<String> parts = new ArrayList<>(List.of(pointer.split("/", -1)));
        parts.removeFirst();
        for (String part : parts) {
            String name = part.replace("~1", "/").replace("~0", "~");
            node = node.isArray() ? node.path(Integer.parseInt(name)) : node.path(name);
        }
        return node;
    }

    private static List<String> arguments(@Nullable String name, VmSpec spec) {
        QemuCatalogue catalogue = CATALOGUES.of(spec.qemu().version());
        VmSpec canonical = new Validator(true).validate(spec, CATALOGUES).spec();
        return new CommandLineRenderer()
                .render(
                        Objects.requireNonNullElse(name, "imported"),
                        canonical,
                        DeliveryPlanner.plan(canonical, catalogue),
                        catalogue,
                        "/run/monitor.sock")
                .arguments();
    }
}

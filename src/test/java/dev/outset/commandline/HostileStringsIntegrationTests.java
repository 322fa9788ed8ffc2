package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.Simulation;
import dev.outset.simulator.SimulationRunner;
import dev.outset.simulator.Simulator;
import dev.outset.support.RequestReader;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.vm.VmSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A hostile text in a field is rejected, or QEMU reports it unchanged; it never becomes another option or property.
 */
class HostileStringsIntegrationTests {

    private static final QemuVersion REAL = new QemuVersion(7, 2);

    /** Distinguishes the memory file from the secret file. */
    private static final String MEMORY = ".ram";

    private static final QemuCatalogue CATALOGUE = Corpus.CATALOGUES.of(REAL);

    @TempDir
    private static Path scratch;

    private final RecordReader reader = RequestReader.READER;

    private final Validator validator = new Validator();

    /**
     * A field for free text, and the QOM property that shows it.
     *
     * @param name the name of the field
     * @param isPath whether the text is the name of a file in the VM's directory
     * @param set sets the field of a spec
     * @param path the QOM path of the object
     * @param property the QOM property
     */
    private record Field(
            String name, boolean isPath, BiConsumer<ObjectNode, String> set, String path, String property) {}

    private static final List<Field> FIELDS = List.of(
            new Field(
                    "disk serial",
                    false,
                    (spec, text) -> disk(spec).put("serial", text),
                    "/machine/peripheral/disk0",
                    "serial"),
            new Field(
                    "channel name",
                    false,
                    (spec, text) -> spec.withObjectProperty("console")
                            .putArray("serialPorts")
                            .addObject()
                            .put("kind", "channel")
                            .put("name", text),
                    "/machine/peripheral/channel0",
                    "name"),
            new Field(
                    "identity",
                    false,
                    (spec, text) -> spec.withObjectProperty("security")
                            .putArray("authorizations")
                            .addObject()
                            .put("id", "authz0")
                            .put("identity", text),
                    "/objects/authz0",
                    "identity"),
            new Field(
                    "secret",
                    true,
                    (spec, text) -> spec.withObjectProperty("security")
                            .putArray("secrets")
                            .addObject()
                            .put("id", "key")
                            .put("path", text),
                    "/objects/key",
                    "file"),
            new Field(
                    "memory path",
                    true,
                    (spec, text) -> spec.withObjectProperty("memory").put("path", text + MEMORY),
                    "/objects/pc.ram",
                    "mem-path"),
            new Field(
                    "tls-hostname",
                    false,
                    (spec, text) -> spec.withObjectProperty("migration")
                            .putObject("early")
                            .put("tls-hostname", text),
                    "",
                    ""));

    @BeforeAll
    static void requiresQemu() {
        boolean installed = Files.isExecutable(Path.of(RealQemu.BINARY));
        if (System.getenv("CI") != null) {
            assertThat(installed)
                    .as(RealQemu.BINARY + " must be installed in CI")
                    .isTrue();
        }
        assumeTrue(installed, RealQemu.BINARY + " is not installed");
    }

    @TestFactory
    Stream<DynamicTest> rejectsEveryTextOrReadsItBackUnchanged() {
        return IntStream.range(0, HostileStrings.ALL.size())
                .mapToObj(i -> DynamicTest.dynamicTest("text " + i, () -> check(HostileStrings.ALL.get(i))));
    }

    private void check(String text) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(scratch, "h");
        ObjectNode json = base();
        List<Field> acceptedFields = new ArrayList<>();
        for (Field field : FIELDS) {
            String value = field.isPath() ? directory + "/" + text.replace('/', '_') : text;
            ObjectNode candidate = json.deepCopy();
            field.set().accept(candidate, value);
            if (validSpec(candidate) != null) {
                field.set().accept(json, value);
                acceptedFields.add(field);
            }
        }
        VmSpec spec = validSpec(json);
        assertThat(spec).isNotNull();
        Files.write(directory.resolve("root.qcow2"), HostFiles.qcow2());
        boolean filesCreated = createFiles(directory, text, acceptedFields);
        CommandLine line = new CommandLineRenderer()
                .render("hostile", spec, DeliveryPlanner.plan(spec, CATALOGUE), CATALOGUE, Corpus.MONITOR);
        if (filesCreated) {
            readBack(line, directory, text, acceptedFields);
        }
        simulated(line, text, acceptedFields);
    }

    /** Creates the secret file; returns false if the file system does not support the name. */
    private static boolean createFiles(Path directory, String text, List<Field> acceptedFields) {
        boolean hasPath = acceptedFields.stream().anyMatch(Field::isPath);
        try {
            if (hasPath) {
                Path file = directory.resolve(text.replace('/', '_'));
                // This process encodes the name, so its encoding must preserve the bytes.
                if (!file.getFileName().toString().equals(text.replace('/', '_'))
                        || text.getBytes(StandardCharsets.UTF_8).length > 250) {
                    return false;
                }
                Files.writeString(file, "c2VjcmV0".repeat(1024));
            }
            return true;
        } catch (IOException | java.nio.file.InvalidPathException impossible) {
            return false;
        }
    }

    private static void readBack(CommandLine line, Path directory, String text, List<Field> acceptedFields)
            throws IOException, InterruptedException {
        try (RealQemu qemu = RealQemu.start(line.arguments(), directory)) {
            for (Field field : acceptedFields) {
                if (!field.path().isEmpty()) {
                    JsonNode seen = qemu.execute("qom-get", Map.of("path", field.path(), "property", field.property()));
                    String file = directory + "/" + text.replace('/', '_');
                    String expected = field.isPath() ? file : text;
                    if (field.property().equals("mem-path")) {
                        expected += MEMORY;
                    }
                    assertThat(seen.asString()).as(field.name()).isEqualTo(expected);
                }
            }
            JsonNode peripheral = qemu.execute("qom-list", Map.of("path", "/machine/peripheral"));
            assertThat(peripheral.toString()).doesNotContain("evil").doesNotContain("pvpanic");
            if (acceptedFields.stream().anyMatch(field -> field.name().equals("tls-hostname"))) {
                assertThat(qemu.execute("query-migrate-parameters", Map.of())
                                .get("tls-hostname")
                                .asString())
                        .isEqualTo(text);
            }
        }
    }

    /** The simulated QEMU reads the same text, and also from {@code -incoming config:} on the newest release. */
    private void simulated(CommandLine line, String text, List<Field> acceptedFields) {
        Simulation.Result result = new SimulationRunner(new Simulator(Corpus.CATALOGUES))
                .run(new Simulation.Request(REAL, false, line.arguments(), List.of(), Instant.EPOCH));

        assertThat(result.outcome()).as(result.stderr().toString()).isEqualTo(Simulation.Outcome.RUNNING);
        if (acceptedFields.stream().anyMatch(field -> field.name().equals("tls-hostname"))) {
            assertThat(result.parameters())
                    .filteredOn(parameter -> parameter.name().equals("tls-hostname"))
                    .extracting(parameter -> parameter.value().asString())
                    .containsExactly(text);
            assertThat(throughConfig(text)).isEqualTo(text);
        }
    }

    private @Nullable String throughConfig(String text) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putObject("qemu").put("incomingConfig", true);
        json.putObject("migration").putObject("incoming").put("listen", "defer");
        json.withObjectProperty("migration").putObject("early").put("tls-hostname", text);
        VmSpec spec = validSpec(json);
        assertThat(spec).isNotNull();
        QemuCatalogue newest = Corpus.CATALOGUES.of(Corpus.CATALOGUES.newest());
        CommandLine line = new CommandLineRenderer()
                .render("hostile", spec, DeliveryPlanner.plan(spec, newest), newest, Corpus.MONITOR);
        return new SimulationRunner(new Simulator(Corpus.CATALOGUES))
                        .run(new Simulation.Request(newest.version(), true, line.arguments(), List.of(), Instant.EPOCH))
                        .parameters()
                        .stream()
                        .filter(parameter -> parameter.name().equals("tls-hostname"))
                        .map(parameter -> parameter.value().asString())
                        .findFirst()
                        .orElse(null);
    }

    private static ObjectNode base() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putObject("qemu").put("version", REAL.toString());
        json.putObject("machine").putArray("accelerators").add("tcg");
        json.putObject("memory").put("size", "64MiB");
        return json;
    }

    private static ObjectNode disk(ObjectNode spec) {
        if (!spec.has("disks")) {
            spec.putArray("disks")
                    .addObject()
                    .put("path", RealQemu.PLACEHOLDER + "/root.qcow2")
                    .put("bus", "virtio-scsi");
        }
        return (ObjectNode) spec.get("disks").get(0);
    }

    private @Nullable VmSpec validSpec(ObjectNode json) {
        ReadResult<VmSpec> reading = reader.read(json, VmSpec.class);
        VmSpec spec = reading.value();
        if (spec == null || !reading.violations().all().isEmpty()) {
            return null;
        }
        ValidationResult validated = validator.validate(spec, Corpus.CATALOGUES);
        return validated.violations().hasErrors() ? null : validated.spec();
    }
}

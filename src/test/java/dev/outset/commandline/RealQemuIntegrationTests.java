package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.QemuVersion;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Starts a real QEMU 7.2 with every command line of the corpus up to 7.2, and compares it to the definition. */
class RealQemuIntegrationTests {

    private static final QemuVersion REAL = new QemuVersion(7, 2);

    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    @TempDir
    private static Path scratch;

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
    Stream<DynamicTest> startsEveryCommandLineAndMatchesTheDefinition() {
        QemuCatalogue real = Corpus.CATALOGUES.of(REAL);
        return Corpus.cases().stream()
                .filter(testCase -> !REAL.isBefore(testCase.version()))
                .filter(testCase -> Files.exists(testCase.argsFile()))
                // Listening requires an RDMA device, which test machines do not have.
                .filter(testCase ->
                        !testCase.commandLine().arguments().toString().contains("rdma:"))
                .filter(testCase ->
                        real.machineType(testCase.spec().machine().type()).isPresent())
                .map(testCase -> DynamicTest.dynamicTest(testCase.toString(), () -> check(testCase)));
    }

    private static void check(Corpus.Case testCase) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(scratch, "q");
        HostFiles.create(testCase.spec(), directory);
        try (RealQemu qemu = RealQemu.start(testCase.commandLine().arguments(), directory)) {
            VmSpec spec = testCase.validated().spec();
            assertThat(qemu.execute("query-name", Map.of()).get("name").asString())
                    .isEqualTo(testCase.name());
            assertThat(qemu.execute("query-uuid", Map.of()).get("UUID").asString())
                    .isEqualTo(Objects.requireNonNullElse(spec.identity().uuid(), NO_UUID));
            assertThat(qemu.execute("query-memory-size-summary", Map.of())
                            .get("base-memory")
                            .asLong())
                    .isEqualTo(spec.memory().size().bytes());
            if (!spec.machine().type().equals("none")) {
                assertThat(qemu.execute("query-cpus-fast", Map.of()))
                        .hasSize(spec.cpu().count());
            }
            assertThat(qemu.execute("query-status", Map.of()).get("status").asString())
                    .isEqualTo(spec.migration().incoming() == null ? "running" : "inmigrate");
            disks(qemu, spec, directory);
            devices(qemu, spec, testCase.commandLine());
            migration(qemu, testCase);
        }
    }

    private static void disks(RealQemu qemu, VmSpec spec, Path directory) {
        Map<String, JsonNode> blocks = new LinkedHashMap<>();
        qemu.execute("query-block", Map.of()).forEach(block -> blocks.put(id(block), block));
        for (int i = 0; i < spec.disks().size(); i++) {
            Disk disk = spec.disks().get(i);
            String id = DeviceIds.disk(disk, i);
            assertThat(blocks).containsKey(id);
            JsonNode block = Objects.requireNonNull(blocks.get(id));
            if (disk.path() == null) {
                assertThat(block.has("inserted")).isFalse();
                continue;
            }
            JsonNode inserted = block.get("inserted");
            assertThat(inserted.get("image").get("filename").asString())
                    .isEqualTo(disk.path().replace(RealQemu.PLACEHOLDER, directory.toString()));
            assertThat(inserted.get("drv").asString())
                    .isEqualTo(disk.effectiveFormat().toString());
            assertThat(inserted.get("ro").asBoolean()).isEqualTo(disk.isReadOnly());
            assertThat(inserted.get("cache").get("direct").asBoolean())
                    .isEqualTo(disk.cache().direct());
            assertThat(inserted.get("cache").get("no-flush").asBoolean())
                    .isEqualTo(disk.cache().noFlush());
            // The firmware of a running guest can disable the cache (virtio_blk_set_status), so check only guests that
            // do not run.
            if (spec.migration().incoming() != null) {
                assertThat(inserted.get("cache").get("writeback").asBoolean())
                        .isEqualTo(disk.cache().writeback());
            }
        }
    }

    /** The id in the qdev of {@code query-block}, which is the device id or a path at or below the device. */
    private static String id(JsonNode block) {
        String qdev = block.path("qdev").asString("");
        String path = qdev.replace("/machine/peripheral/", "");
        int end = path.indexOf('/');
        return end < 0 ? path : path.substring(0, end);
    }

    private static void devices(RealQemu qemu, VmSpec spec, CommandLine commandLine) {
        Map<String, String> peripheral = new LinkedHashMap<>();
        qemu.execute("qom-list", Map.of("path", "/machine/peripheral"))
                .forEach(row -> peripheral.put(
                        row.get("name").asString(), row.get("type").asString()));
        for (DeviceIds.Named named : DeviceIds.of(spec)) {
            assertThat(peripheral).containsKey(named.id());
        }
        List<String> rendered = new ArrayList<>();
        for (CommandLine.Option option : commandLine.options()) {
            if (option.option().equals("-device") && option.value() != null) {
                rendered.add(option.value());
            }
        }
        long named = peripheral.values().stream()
                .filter(type -> type.startsWith("child<"))
                .count();
        assertThat(named)
                .as("every -device creates one device: " + peripheral)
                .isEqualTo(
                        rendered.stream().filter(text -> text.contains("id=")).count());
    }

    private static void migration(RealQemu qemu, Corpus.Case testCase) {
        VmSpec spec = testCase.validated().spec();
        QemuCatalogue catalogue = Corpus.CATALOGUES.of(testCase.version());
        DeliveryPlan plan = DeliveryPlanner.plan(spec, catalogue);
        JsonNode parameters = qemu.execute("query-migrate-parameters", Map.of());
        for (EffectiveValue value : plan.effective().values()) {
            JsonNode observed = parameters.path(value.name());
            ParameterValue expected = value.atObject();
            if (expected != null && !observed.isMissingNode()) {
                assertThat(plain(observed)).as(value.name()).isEqualTo(plain(new RecordWriter().tree(expected)));
            }
        }
        Map<String, Boolean> capabilities = new LinkedHashMap<>();
        qemu.execute("query-migrate-capabilities", Map.of())
                .forEach(row -> capabilities.put(
                        row.get("capability").asString(), row.get("state").asBoolean()));
        plan.globals().stream()
                .filter(global -> capabilities.containsKey(global.name()))
                .forEach(global -> assertThat(capabilities)
                        .containsEntry(global.name(), global.text().equals("on")));
    }

    private static String plain(JsonNode node) {
        return node.isString() ? node.asString() : node.toString();
    }
}

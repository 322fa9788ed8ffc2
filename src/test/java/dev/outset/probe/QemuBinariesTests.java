package dev.outset.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.LaunchException;
import dev.outset.launch.ProcessSettings;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.QemuVersion;
import dev.outset.support.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuBinariesTests {

    private static final QemuVersion UNKNOWN = new QemuVersion(12, 0);

    @TempDir
    private Path directory;

    private final Catalogues catalogues = Catalogues.load();

    private Path binary = Path.of("/");

    @BeforeEach
    void createBinary() throws IOException {
        binary = Files.writeString(directory.resolve("qemu"), "binary");
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void probesAgainOnlyIfTheFileHasChanged() throws IOException {
        RecordedBinary recorded = RecordedBinary.of("qemu-9.2");
        QemuBinaries binaries = binaries(recorded, null);
        binaries.all();
        int starts = recorded.starts();

        binaries.all();
        assertThat(recorded.starts()).isEqualTo(starts);

        Files.setLastModifiedTime(binary, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
        binaries.all();
        assertThat(recorded.starts()).isEqualTo(2 * starts);
    }

    @Test
    void findsTheBinaryOfARelease() {
        QemuBinaries binaries = binaries(RecordedBinary.of("qemu-11.1-incoming-config"), null);

        assertThat(binaries.find(new QemuVersion(11, 1), true)).isEqualTo(binary);
        assertThat(binaries.find(new QemuVersion(11, 1), false)).isEqualTo(binary);
    }

    @Test
    void listsTheAvailableBinariesIfNoneMatches() {
        QemuBinaries binaries = binaries(RecordedBinary.of("qemu-9.2"), null);

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> binaries.find(new QemuVersion(9, 2), true))
                .withMessageContaining("-incoming config:")
                .withMessageContaining(binary + " (9.2)");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> binaries.find(new QemuVersion(8, 2), false))
                .satisfies(failed -> assertThat(failed.reason()).isEqualTo("NoSuchBinary"));
    }

    @Test
    void reportsAMissingBinaryAsUnusable() throws IOException {
        QemuBinaries binaries = binaries(RecordedBinary.of("qemu-9.2"), null);
        Files.delete(binary);

        assertThat(binaries.all()).singleElement().isInstanceOf(QemuBinary.Unusable.class);
    }

    @Test
    void addsAReleaseThatTheCatalogueLacks() {
        RecordedBinary recorded = RecordedBinary.of(
                "qemu-11.1-incoming-config",
                line -> line.replace(
                                "{\"name\": \"multifd-channels\", \"default\": null, \"type\": \"int\"}",
                                "{\"name\": \"multifd-channels\", \"default\": null, \"type\": \"int\"},"
                                        + " {\"name\": \"new-limit\", \"default\": null, \"type\": \"int\"}")
                        .replace(
                                "{\"name\": \"direct-io\", \"default\": null, \"type\": \"bool\"}",
                                "{\"name\": \"other-io\", \"default\": null, \"type\": \"bool\"}")
                        .replace("\"multifd-channels\": 2,", "\"multifd-channels\": 2, \"new-limit\": 7,"));
        QemuBinaries binaries = binaries(recorded, UNKNOWN);

        QemuBinary.Probed probed = (QemuBinary.Probed) binaries.all().getFirst();
        QemuCatalogue catalogue = catalogues.of(UNKNOWN);

        assertThat(probed.comparedWith()).isEqualTo(new QemuVersion(11, 1));
        assertThat(probed.differences())
                .extracting(CatalogueDifference::name)
                .containsExactlyInAnyOrder("new-limit", "direct-io", "other-io");
        ParameterSpec added =
                catalogue.parameter(new MigrationParameter("new-limit")).orElseThrow();
        assertThat(added.type().kind()).isEqualTo(ParameterType.Kind.UINT64);
        assertThat(added.defaultValue()).hasToString("7");
        assertThat(added.readAt()).isEqualTo(new ReadMoments(ReadMoment.OUTGOING, ReadMoment.INCOMING));
        assertThat(catalogue.parameter(new MigrationParameter("direct-io"))).isEmpty();
        assertThat(catalogue.parameter(new MigrationParameter("multifd-channels")))
                .isEqualTo(catalogues.of(new QemuVersion(11, 1)).parameter(new MigrationParameter("multifd-channels")));
        assertThat(catalogue.machineType("q35")).isPresent();
        assertThat(catalogues.versions()).contains(UNKNOWN);
        assertThat(binaries.find(UNKNOWN, true)).isEqualTo(binary);
    }

    @Test
    void keepsABuiltInRelease() {
        QemuCatalogue before = catalogues.of(new QemuVersion(9, 2));

        binaries(RecordedBinary.of("qemu-9.2"), null).all();

        assertThat(catalogues.of(new QemuVersion(9, 2))).isSameAs(before);
    }

    private QemuBinaries binaries(ProbeHost host, @Nullable QemuVersion configuredRelease) {
        SettableClock clock = new SettableClock();
        return new QemuBinaries(
                List.of(new ProcessSettings.Binary(
                        binary, configuredRelease == null ? null : configuredRelease.toString())),
                new BinaryProbe(host, Duration.ofSeconds(5), clock),
                catalogues,
                clock);
    }
}

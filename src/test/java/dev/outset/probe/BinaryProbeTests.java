package dev.outset.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outset.catalogue.ObservedRelease;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.qmp.QmpCommand;
import dev.outset.support.RealQemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryProbeTests {

    private static final Path ANY = Path.of("/usr/bin/qemu-system-x86_64");

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Catalogues catalogues = Catalogues.load();

    @ParameterizedTest
    @CsvSource({
        "7.2, qemu-7.2, false",
        "8.2, qemu-8.2, false",
        "9.2, qemu-9.2, false",
        "10.0, qemu-10.0, false",
        "10.2, qemu-10.2, false",
        "11.1, qemu-11.1-incoming-config, true"
    })
    void findsNoDifferenceBetweenARecordedBinaryAndTheCatalogue(
            String version, String recording, boolean incomingConfig) throws IOException {
        ObservedRelease facts =
                probe(RecordedBinary.of(recording)).probe(ANY, null).facts();

        assertThat(facts.version()).isEqualTo(QemuVersion.parse(version));
        assertThat(facts.incomingConfig()).isEqualTo(incomingConfig);
        assertThat(CatalogueComparison.of(catalogues.of(facts.version()), facts))
                .isEmpty();
    }

    @Test
    void reportsDifferencesFromTheCatalogue() throws IOException {
        QemuCatalogue other = catalogues.of(new QemuVersion(9, 2));
        ObservedRelease facts =
                probe(RecordedBinary.of("qemu-10.0")).probe(ANY, null).facts();

        List<CatalogueDifference> differences = CatalogueComparison.of(other, facts);

        assertThat(differences)
                .contains(new CatalogueDifference(
                        CatalogueDifference.Subject.MACHINE_TYPE,
                        "pc-q35-10.0",
                        CatalogueDifference.Aspect.PRESENCE,
                        null,
                        "present"))
                .contains(new CatalogueDifference(
                        CatalogueDifference.Subject.MACHINE_TYPE,
                        "pc-q35-9.2",
                        CatalogueDifference.Aspect.ALIAS,
                        "q35",
                        "null"));
    }

    @Test
    void usesTheConfiguredRelease() throws IOException {
        assertThat(probe(RecordedBinary.of("qemu-9.2"))
                        .probe(ANY, new QemuVersion(9, 1))
                        .facts()
                        .version())
                .isEqualTo(new QemuVersion(9, 1));
    }

    @ParameterizedTest
    @CsvSource({"7, 2, 22, 7.2", "11, 0, 92, 11.1", "9, 2, 91, 10.0", "10, 1, 0, 10.1", "10, 1, 50, 10.2"})
    void treatsDevelopmentVersionsAsTheNextRelease(int major, int minor, int micro, String release) {
        assertThat(BinaryProbe.release(new QmpCommand.Version(major, minor, micro, "")))
                .isEqualTo(QemuVersion.parse(release));
    }

    @Test
    void probesTheInstalledQemu() throws IOException {
        Path binary = RealQemu.binary();

        BinaryProbe.ProbeResult result = probe(new LocalProbeHost(DEADLINE)).probe(binary, null);
        ObservedRelease facts = result.facts();

        assertThat(facts.parameters())
                .extracting(fact -> fact.parameter().name())
                .contains("multifd-channels");
        assertThat(facts.incomingConfig()).isFalse();
        assertThat(facts.machines()).extracting(ObservedRelease.Machine::alias).contains("q35", "pc");
        assertThat(CatalogueComparison.of(catalogues.nearest(facts.version()), facts))
                .isEmpty();
    }

    @Test
    void reportsTheErrorOutputOfAProgramThatIsNotQemu(@TempDir Path directory) throws IOException {
        Path script = directory.resolve("qemu");
        Files.writeString(script, "#!/bin/sh\necho 'cannot be used here' >&2\nexit 3\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));

        assertThatExceptionOfType(ProbeException.class)
                .isThrownBy(() -> probe(new LocalProbeHost(DEADLINE)).probe(script, null))
                .withMessageContaining("cannot be used here");
    }

    @Test
    void timesOutOnASilentProgram(@TempDir Path directory) throws IOException {
        Path script = directory.resolve("qemu");
        Files.writeString(script, "#!/bin/sh\nexec sleep 60\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Duration deadline = Duration.ofMillis(200);

        assertThatExceptionOfType(ProbeException.class)
                .isThrownBy(() -> new BinaryProbe(new LocalProbeHost(deadline), deadline, InstantSource.system())
                        .probe(script, null))
                .withMessageContaining("200 ms");
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    private static BinaryProbe probe(ProbeHost host) {
        return new BinaryProbe(host, DEADLINE, InstantSource.system());
    }
}

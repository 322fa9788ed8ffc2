package dev.outset.api.binary;

import dev.outset.catalogue.ObservedRelease;
import dev.outset.probe.CatalogueDifference;
import dev.outset.probe.QemuBinary;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A QEMU binary of this host, as probed.
 *
 * @param path the path of the executable
 * @param probedAt when the binary was probed
 * @param problem why the binary cannot be used; null if it can
 * @param version the release by which definitions refer to the binary
 * @param reports the version that the binary reports
 * @param packaged the package version that the distribution appends to it
 * @param incomingConfig whether it supports {@code -incoming config:}
 * @param comparedWith the release of the catalogue that the binary was compared with: its own, or the nearest
 * @param migrationParameters the parameters of {@code migrate-set-parameters}
 * @param migrationCapabilities the capabilities of {@code migrate-set-capabilities}
 * @param globals the properties of {@code -global migration.…}
 * @param machineTypes the machine types of the binary
 * @param differences the differences from the release of the catalogue
 */
@Schema(name = "QemuBinary")
record QemuBinaryView(
        String path,
        Instant probedAt,
        @Nullable String problem,
        @Schema(example = "7.2") @Nullable String version,
        @Schema(example = "7.2.22") @Nullable String reports,
        @Nullable String packaged,
        @Nullable Boolean incomingConfig,
        @Nullable String comparedWith,
        @Nullable List<String> migrationParameters,
        @Nullable List<String> migrationCapabilities,
        @Nullable List<String> globals,
        @Nullable List<ObservedRelease.Machine> machineTypes,
        @Nullable List<CatalogueDifference> differences) {

    static QemuBinaryView of(QemuBinary binary) {
        return switch (binary) {
            case QemuBinary.Unusable(var path, Instant probedAt, String problem) ->
                new QemuBinaryView(
                        path.toString(), probedAt, problem, null, null, null, null, null, null, null, null, null, null);
            case QemuBinary.Probed probed -> of(probed);
        };
    }

    private static QemuBinaryView of(QemuBinary.Probed probed) {
        ObservedRelease release = probed.facts();
        return new QemuBinaryView(
                probed.path().toString(),
                probed.probedAt(),
                null,
                release.version().toString(),
                release.reportedVersion().stream().map(String::valueOf).collect(Collectors.joining(".")),
                probed.packaged(),
                release.incomingConfig(),
                probed.comparedWith().toString(),
                release.parameters().stream()
                        .map(fact -> fact.parameter().name())
                        .toList(),
                release.capabilities().stream()
                        .map(ObservedRelease.Capability::name)
                        .toList(),
                release.properties().stream()
                        .map(ObservedRelease.Property::name)
                        .sorted()
                        .toList(),
                release.machines(),
                probed.differences());
    }
}

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
 * A binary.
 *
 * @param path the program
 * @param probedAt when it was asked
 * @param problem why it cannot be used; null when it can
 * @param version the release that definitions call it by
 * @param reports what it says its version is
 * @param packaged what the packager adds to that
 * @param incomingConfig whether it knows {@code -incoming config:}
 * @param comparedWith the catalogue's release that it was compared with
 * @param migrationParameters what {@code migrate-set-parameters} takes
 * @param migrationCapabilities what {@code migrate-set-capabilities} takes
 * @param globals the properties that {@code -global migration.…} takes
 * @param machineTypes its machine types
 * @param differences where it differs from the catalogue's release
 */
@Schema(name = "QemuBinary", description = "A QEMU program of this host, as it was found by asking it.")
record QemuBinaryView(
        String path,
        Instant probedAt,

        @Schema(description = "Why it cannot be used; absent when it can.") @Nullable String problem,

        @Schema(description = "The release that definitions call it by.", example = "7.2") @Nullable String version,

        @Schema(description = "What it says its version is.", example = "7.2.22") @Nullable String reports,

        @Nullable String packaged,
        @Nullable Boolean incomingConfig,

        @Schema(description = "The release of the catalogue that it was compared with: its own, or the nearest.")
        @Nullable String comparedWith,

        @Nullable List<String> migrationParameters,
        @Nullable List<String> migrationCapabilities,
        @Nullable List<String> globals,
        @Nullable List<ObservedRelease.Machine> machineTypes,
        @Nullable List<DifferenceView> differences) {

    /**
     * Something in which a binary differs from the catalogue.
     *
     * @param subject what it is about
     * @param name its name
     * @param aspect what differs
     * @param catalogue what the catalogue says; null where it has nothing of this name
     * @param binary what the binary says; null where it has nothing of this name
     */
    @Schema(name = "QemuBinaryDifference", description = "Something in which a binary differs from the catalogue.")
    record DifferenceView(
            @Schema(example = "migration-parameter") String subject,
            String name,
            @Schema(example = "default") String aspect,
            @Nullable String catalogue,
            @Nullable String binary) {

        static DifferenceView of(CatalogueDifference difference) {
            return new DifferenceView(
                    difference.subject().toString(),
                    difference.name(),
                    difference.aspect().toString(),
                    difference.catalogue(),
                    difference.binary());
        }
    }

    static QemuBinaryView of(QemuBinary binary) {
        return switch (binary) {
            case QemuBinary.Unusable(var path, Instant probedAt, String problem) ->
                new QemuBinaryView(
                        path.toString(), probedAt, problem, null, null, null, null, null, null, null, null, null, null);
            case QemuBinary.Probed probed -> of(probed);
        };
    }

    private static QemuBinaryView of(QemuBinary.Probed probed) {
        ObservedRelease facts = probed.facts();
        return new QemuBinaryView(
                probed.path().toString(),
                probed.probedAt(),
                null,
                facts.version().toString(),
                facts.reports().stream().map(String::valueOf).collect(Collectors.joining(".")),
                probed.packaged(),
                facts.incomingConfig(),
                probed.comparedWith().toString(),
                facts.parameters().stream().map(fact -> fact.parameter().name()).toList(),
                facts.capabilities().stream()
                        .map(ObservedRelease.Capability::name)
                        .toList(),
                facts.properties().stream()
                        .map(ObservedRelease.Property::name)
                        .sorted()
                        .toList(),
                facts.machines(),
                probed.differences().stream().map(DifferenceView::of).toList());
    }
}

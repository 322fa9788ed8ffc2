package dev.outset.probe;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.LaunchException;
import dev.outset.launch.ProcessSettings;
import dev.outset.launch.process.QemuBinaryPaths;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configured QEMU binaries and their features. Each binary is probed once, and again after its file has changed. A
 * release that is not in the catalogue is added from the features of its binary.
 */
public final class QemuBinaries implements QemuBinaryPaths {

    /** How long an unusable binary is not probed again: its file may have been incomplete. */
    private static final Duration UNUSABLE_FOR = Duration.ofSeconds(30);

    private final List<ProcessSettings.Binary> configured;

    private final BinaryProbe probe;

    private final Catalogues catalogues;

    private final InstantSource clock;

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** The state of a file, to detect changes. */
    private record FileState(
            long size, FileTime modified, @Nullable Object key) {}

    private record Known(@Nullable FileState state, QemuBinary binary) {}

    QemuBinaries(
            List<ProcessSettings.Binary> configured, BinaryProbe probe, Catalogues catalogues, InstantSource clock) {
        this.configured = List.copyOf(configured);
        this.probe = probe;
        this.catalogues = catalogues;
        this.clock = clock;
    }

    /**
     * Creates the configured binaries of this host.
     *
     * @param settings the binaries and the probe deadline
     * @param catalogues the catalogues to compare with and to add unknown releases to
     * @param clock the clock
     */
    public static QemuBinaries of(ProcessSettings settings, Catalogues catalogues, InstantSource clock) {
        LocalProbeHost host = new LocalProbeHost(settings.probeDeadline());
        return new QemuBinaries(
                settings.binaries(), new BinaryProbe(host, settings.probeDeadline(), clock), catalogues, clock);
    }

    /** All configured binaries, in the order of the settings; new and changed binaries are probed. */
    public List<QemuBinary> all() {
        return configured.stream().map(this::of).toList();
    }

    private QemuBinary of(ProcessSettings.Binary binary) {
        return known.compute(binary.path(), (path, previous) -> {
                    FileState state = state(path);
                    return previous != null && isCurrent(previous, state) ? previous : new Known(state, probe(binary));
                })
                .binary();
    }

    private boolean isCurrent(Known previous, @Nullable FileState state) {
        boolean isSameFile = state != null && state.equals(previous.state());
        return switch (previous.binary()) {
            case QemuBinary.Probed ignored -> isSameFile;
            case QemuBinary.Unusable unusable ->
                isSameFile && clock.instant().isBefore(unusable.probedAt().plus(UNUSABLE_FOR));
        };
    }

    private static @Nullable FileState state(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileState(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        } catch (IOException absent) {
            return null;
        }
    }

    private QemuBinary probe(ProcessSettings.Binary binary) {
        Path path = binary.path();
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            return new QemuBinary.Unusable(path, clock.instant(), "No executable file exists at " + path);
        }
        try {
            BinaryProbe.ProbeResult result = probe.probe(path, binary.release());
            QemuCatalogue nearest = catalogues.nearest(result.facts().version());
            catalogues.add(nearest.overlaidWith(result.facts()));
            return new QemuBinary.Probed(
                    path,
                    clock.instant(),
                    result.packaged(),
                    result.facts(),
                    nearest.version(),
                    CatalogueComparison.of(nearest, result.facts()));
        } catch (IOException | ProbeException failed) {
            return new QemuBinary.Unusable(
                    path, clock.instant(), "The binary does not behave like QEMU: " + failed.getMessage());
        }
    }

    @Override
    public Path find(QemuVersion version, boolean incomingConfig) {
        List<QemuBinary> all = all();
        return all.stream()
                .filter(QemuBinary.Probed.class::isInstance)
                .map(QemuBinary.Probed.class::cast)
                .filter(binary -> binary.facts().version().equals(version))
                .filter(binary -> binary.facts().incomingConfig() || !incomingConfig)
                .map(QemuBinary.Probed::path)
                .findFirst()
                .orElseThrow(() -> new LaunchException(
                        "NoSuchBinary",
                        "No binary in outset.process.binaries provides QEMU " + version
                                + (incomingConfig ? " with -incoming config:" : "") + "; available: "
                                + (all.isEmpty()
                                        ? "none"
                                        : all.stream()
                                                .map(QemuBinaries::describe)
                                                .collect(Collectors.joining(", "))),
                        null));
    }

    private static String describe(QemuBinary binary) {
        return switch (binary) {
            case QemuBinary.Probed probed ->
                probed.path() + " (" + probed.facts().version()
                        + (probed.facts().incomingConfig() ? " with -incoming config:)" : ")");
            case QemuBinary.Unusable unusable -> unusable.path() + " (unusable: " + unusable.problem() + ")";
        };
    }
}

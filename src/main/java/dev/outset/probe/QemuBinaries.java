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
 * The configured binaries and what they can do: each is asked once, and again when its file has changed. A release that
 * the catalogue's data lacks is learned from its binary.
 */
public final class QemuBinaries implements QemuBinaryPaths {

    /** A binary that could not be asked may have been on its way to the disk. */
    private static final Duration UNUSABLE_FOR = Duration.ofSeconds(30);

    private final List<ProcessSettings.Binary> configured;

    private final BinaryProbe probe;

    private final Catalogues catalogues;

    private final InstantSource clock;

    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** One state of a file. */
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
     * The binaries of this host that the settings name.
     *
     * @param settings which, and how long asking one may take
     * @param catalogues what they are compared with, and what learns from them
     * @param clock the time
     */
    public static QemuBinaries of(ProcessSettings settings, Catalogues catalogues, InstantSource clock) {
        LocalProbeHost host = new LocalProbeHost(settings.probeDeadline());
        return new QemuBinaries(
                settings.binaries(), new BinaryProbe(host, settings.probeDeadline(), clock), catalogues, clock);
    }

    /** Every configured binary, in the order of the settings; those that are new or have changed are asked now. */
    public List<QemuBinary> all() {
        return configured.stream().map(this::of).toList();
    }

    private QemuBinary of(ProcessSettings.Binary binary) {
        return known.compute(binary.path(), (path, before) -> {
                    FileState state = state(path);
                    return before != null && isCurrent(before, state) ? before : new Known(state, ask(binary));
                })
                .binary();
    }

    private boolean isCurrent(Known before, @Nullable FileState state) {
        boolean isSameFile = state != null && state.equals(before.state());
        return switch (before.binary()) {
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

    private QemuBinary ask(ProcessSettings.Binary binary) {
        Path path = binary.path();
        if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
            return new QemuBinary.Unusable(path, clock.instant(), "There is no program " + path);
        }
        try {
            BinaryProbe.Findings findings = probe.probe(path, binary.release());
            QemuCatalogue nearest = catalogues.nearest(findings.facts().version());
            catalogues.learn(nearest.narrowedTo(findings.facts()));
            return new QemuBinary.Probed(
                    path,
                    clock.instant(),
                    findings.packaged(),
                    findings.facts(),
                    nearest.version(),
                    CatalogueComparison.of(nearest, findings.facts()));
        } catch (IOException | ProbeException failed) {
            return new QemuBinary.Unusable(
                    path, clock.instant(), "It does not answer as a QEMU does: " + failed.getMessage());
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
                        "No program of outset.process.binaries is QEMU " + version
                                + (incomingConfig ? " with -incoming config:" : "") + "; there are "
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

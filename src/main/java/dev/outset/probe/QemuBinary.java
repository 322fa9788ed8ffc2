package dev.outset.probe;

import dev.outset.catalogue.ObservedRelease;
import dev.outset.qemu.QemuVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A configured QEMU binary and the result of probing it. */
public sealed interface QemuBinary {

    /** The path of the executable. */
    Path path();

    /** When it was probed. */
    Instant probedAt();

    /**
     * A usable binary.
     *
     * @param path the path of the executable
     * @param probedAt when it was probed
     * @param packaged the package version; often empty
     * @param facts the features reported by the binary
     * @param comparedWith the release in the catalogue that it was compared with: the same or the nearest one
     * @param differences the differences from that release
     */
    record Probed(
            Path path,
            Instant probedAt,
            String packaged,
            ObservedRelease facts,
            QemuVersion comparedWith,
            List<CatalogueDifference> differences)
            implements QemuBinary {
        public Probed {
            differences = List.copyOf(differences);
        }
    }

    /**
     * A binary that cannot be used.
     *
     * @param path the path of the executable
     * @param probedAt when it was probed
     * @param problem the reason, as a sentence
     */
    record Unusable(Path path, Instant probedAt, String problem) implements QemuBinary {}
}

package dev.outset.probe;

import dev.outset.catalogue.ObservedRelease;
import dev.outset.qemu.QemuVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A configured binary, as asking it has shown. */
public sealed interface QemuBinary {

    /** The program. */
    Path path();

    /** When it was asked. */
    Instant probedAt();

    /**
     * It has answered.
     *
     * @param path the program
     * @param probedAt when it was asked
     * @param packaged what the packager adds to its version; often empty
     * @param facts what it can do
     * @param comparedWith the catalogue's release that it was compared with: its own, or the nearest
     * @param differences where it differs from that release
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
     * It cannot be used.
     *
     * @param path the program
     * @param probedAt when it was asked
     * @param problem why, in a sentence
     */
    record Unusable(Path path, Instant probedAt, String problem) implements QemuBinary {}
}

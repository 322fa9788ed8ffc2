package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import dev.outset.qemu.QemuVersion;
import java.nio.file.Path;

/** Finds the configured binary of a QEMU release. */
public interface QemuBinaryPaths {

    /**
     * Returns the binary to start.
     *
     * @param version the requested release
     * @param incomingConfig whether it must support {@code -incoming config:}
     * @throws LaunchException if no configured binary matches
     */
    Path find(QemuVersion version, boolean incomingConfig);
}

package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import dev.outset.qemu.QemuVersion;
import java.nio.file.Path;

/** Knows which of the configured programs is which QEMU. */
public interface QemuBinaryPaths {

    /**
     * The program to start.
     *
     * @param version the wanted release
     * @param incomingConfig whether it has to know {@code -incoming config:}
     * @throws LaunchException if none of the configured ones fits
     */
    Path find(QemuVersion version, boolean incomingConfig);
}

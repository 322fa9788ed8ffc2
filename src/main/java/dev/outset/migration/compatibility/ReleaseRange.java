package dev.outset.migration.compatibility;

import dev.outset.qemu.QemuVersion;

/**
 * Releases of QEMU.
 *
 * @param from the first
 * @param to the last
 */
record ReleaseRange(QemuVersion from, QemuVersion to) {

    boolean contains(QemuVersion version) {
        return version.isAtLeast(from) && !to.isBefore(version);
    }

    @Override
    public String toString() {
        return from.equals(to) ? from.toString() : from + "-" + to;
    }
}

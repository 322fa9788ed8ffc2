package dev.outset.migration.plan.compatibility;

import dev.outset.qemu.QemuVersion;

/**
 * A range of QEMU releases.
 *
 * @param from the first release
 * @param to the last release
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

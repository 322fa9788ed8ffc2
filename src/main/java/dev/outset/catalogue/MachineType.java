package dev.outset.catalogue;

import dev.outset.qemu.QemuVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine type of one release.
 *
 * @param name the full name, such as {@code pc-q35-9.0}
 * @param family {@code pc-q35}, {@code pc-i440fx}, {@code virt}, or the name of an unversioned machine type
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param machineVersion the version in the name; null for unversioned machine types
 * @param alias the alias in this release, such as {@code q35}; null if none
 * @param isDefault whether the release uses it if no machine type is given
 * @param deprecationReason the deprecation reason in this release; null if not deprecated
 * @param maximumCpus the maximum number of CPUs
 * @param compat the compat properties for the migration object, newest array first, so that the last one wins
 */
public record MachineType(
        String name,
        String family,
        String architecture,
        @Nullable String machineVersion,
        @Nullable String alias,
        boolean isDefault,
        @Nullable String deprecationReason,
        int maximumCpus,
        List<CompatProperty> compat) {

    /**
     * A compat property for the migration object.
     *
     * @param array the array in {@code hw/core/machine.c}, or the accelerator it belongs to
     * @param property the name of the property
     * @param value the value, in the syntax of {@code -global}
     */
    public record CompatProperty(String array, String property, String value) {}

    public MachineType {
        compat = List.copyOf(compat);
    }

    /** A copy with other compat properties. */
    public MachineType with(List<CompatProperty> changed) {
        return new MachineType(
                name, family, architecture, machineVersion, alias, isDefault, deprecationReason, maximumCpus, changed);
    }

    /** Parses the version in a machine type name, such as {@code 9.0}; null if the machine type is unversioned. */
    public static @Nullable QemuVersion versionOf(@Nullable String machineVersion) {
        if (machineVersion == null) {
            return null;
        }
        String[] parts = machineVersion.split("\\.", -1);
        return new QemuVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
}

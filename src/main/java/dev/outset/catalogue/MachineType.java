package dev.outset.catalogue;

import dev.outset.qemu.QemuVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine type of one release.
 *
 * @param name its real name, such as {@code pc-q35-9.0}
 * @param family {@code pc-q35}, {@code pc-i440fx}, {@code virt}, or the name of an unversioned machine
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param machineVersion the version in its name; null for unversioned machines
 * @param alias a second name in this release, such as {@code q35}; null for none
 * @param isDefault whether the release takes it when no machine is named
 * @param deprecationReason why this release warns about it; null where it does not
 * @param compat its compat properties on the migration object, newest array first, so that the last one wins
 */
public record MachineType(
        String name,
        String family,
        String architecture,
        @Nullable String machineVersion,
        @Nullable String alias,
        boolean isDefault,
        @Nullable String deprecationReason,
        List<CompatProperty> compat) {

    /** The target page size of the machine types in this catalogue, in bytes. */
    public static final long TARGET_PAGE_SIZE = 4096;

    /**
     * A compat property on the migration object.
     *
     * @param array the array in {@code hw/core/machine.c}, or the accelerator it belongs to
     * @param property the property's name
     * @param value the value as {@code -global} would take it
     */
    public record CompatProperty(String array, String property, String value) {}

    public MachineType {
        compat = List.copyOf(compat);
    }

    /** The version in the name. */
    public static @Nullable QemuVersion versionOf(@Nullable String machineVersion) {
        if (machineVersion == null) {
            return null;
        }
        String[] parts = machineVersion.split("\\.", -1);
        return new QemuVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
}

package dev.outset.vm.machine;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.device.Disk;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The firmware of a machine.
 *
 * @param kind BIOS or UEFI
 * @param image the firmware image; defaults to QEMU's BIOS, or to /usr/share/OVMF/OVMF_CODE_4M.fd for UEFI
 * @param variables the UEFI variable store; if null, variables do not persist
 * @param variablesFormat the image format of the variable store
 * @param secureBoot whether the variable store is writable only from system management mode, as Secure Boot requires
 */
public record Firmware(
        @Default("bios") Kind kind,
        @Size(min = 1, max = 4096) @Nullable String image,

        @Schema(example = "/var/lib/nvram/db-1.fd") @Size(min = 1, max = 4096) @Nullable String variables,

        @Default("raw") Disk.Format variablesFormat,
        @Default("false") boolean secureBoot) {

    /** The types of firmware. */
    public enum Kind {
        BIOS,
        UEFI;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}

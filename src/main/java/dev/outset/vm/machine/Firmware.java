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
 * @param image the firmware image; null for QEMU's BIOS, or for the default path of the UEFI code
 * @param variables the UEFI variable store; null for none
 * @param variablesFormat the image format of the variable store
 * @param secureBoot whether the variable store is writable only from system management mode
 */
@Schema(description = "The firmware of a machine.")
public record Firmware(
        @Schema(description = "BIOS or UEFI.") @Default("bios")
        Kind kind,

        @Schema(
                description =
                        "The firmware image. Defaults to QEMU's BIOS, or to /usr/share/OVMF/OVMF_CODE_4M.fd for UEFI.")
        @Size(min = 1, max = 4096) @Nullable String image,

        @Schema(
                description = "The UEFI variable store. If omitted, variables do not persist.",
                example = "/var/lib/nvram/db-1.fd")
        @Size(min = 1, max = 4096) @Nullable String variables,

        @Schema(description = "The image format of the variable store.") @Default("raw")
        Disk.Format variablesFormat,

        @Schema(
                description =
                        "Make the variable store writable only from system management mode, as Secure Boot requires.")
        @Default("false")
        boolean secureBoot) {

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

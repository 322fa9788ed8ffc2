package dev.outset.vm.machine;

import dev.outset.vm.device.Disk;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a machine starts with.
 *
 * @param kind BIOS or UEFI
 * @param image the firmware's image; null for QEMU's own BIOS, or for the usual place of UEFI's code
 * @param variables UEFI's variable store; null for none
 * @param variablesFormat how the variable store is stored
 * @param secureBoot whether only signed code may write the variable store
 */
@Schema(description = "What a machine starts with.")
public record Firmware(
        @Schema(description = "BIOS or UEFI.", defaultValue = "bios")
        Kind kind,

        @Schema(
                description =
                        "The firmware's image. Left out, QEMU's own BIOS, or for UEFI /usr/share/OVMF/OVMF_CODE_4M.fd.")
        @Size(min = 1, max = 4096) @Nullable String image,

        @Schema(
                description = "UEFI's variable store; left out, variables are forgotten.",
                example = "/var/lib/nvram/db-1.fd")
        @Size(min = 1, max = 4096) @Nullable String variables,

        @Schema(description = "How the variable store is stored.", defaultValue = "raw")
        Disk.Format variablesFormat,

        @Schema(description = "Only signed code may write the variable store.", defaultValue = "false")
        boolean secureBoot) {

    /** Kinds of firmware. */
    public enum Kind {
        BIOS,
        UEFI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

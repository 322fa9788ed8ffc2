package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the guest can tell which machine it is.
 *
 * @param uuid its UUID; null for none
 * @param smbios what its system table says; null for QEMU's own
 */
@Schema(description = "How the guest can tell which machine it is.")
public record Identity(
        @Schema(description = "Its UUID.", example = "9f1bb7a2-25b1-4a7e-8a53-4f4f1b1c2d3e")
        @Pattern(regexp = Identity.UUID) @Nullable String uuid,

        @Schema(description = "What its system table says; left out, QEMU's own.") @Nullable Smbios smbios) {

    /** The form of a UUID. */
    public static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
}

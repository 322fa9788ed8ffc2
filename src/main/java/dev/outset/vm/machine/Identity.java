package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identity of the machine as the guest sees it.
 *
 * @param uuid the UUID of the machine; null for none
 * @param smbios the SMBIOS system table; defaults to QEMU's table
 */
public record Identity(
        @Schema(example = "9f1bb7a2-25b1-4a7e-8a53-4f4f1b1c2d3e") @Pattern(regexp = Identity.UUID) @Nullable String uuid,

        @Nullable Smbios smbios) {

    /** The pattern of a UUID. */
    public static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
}

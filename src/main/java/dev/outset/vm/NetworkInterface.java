package dev.outset.vm;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network interface on QEMU's user network.
 *
 * @param mac the MAC address; null lets QEMU choose one
 */
@Schema(description = "A network interface.")
public record NetworkInterface(
        @Schema(description = "The MAC address; left out, QEMU chooses one.", example = "52:54:00:12:34:56")
        @Pattern(regexp = "[0-9a-f]{2}(:[0-9a-f]{2}){5}")
        @Nullable String mac) {}

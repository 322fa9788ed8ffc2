package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * How the firmware selects the boot device. The bootOrder of a device takes precedence.
 *
 * @param menu whether the firmware shows a boot menu
 * @param strict whether the firmware tries only devices that set bootOrder
 * @param order the drive letters in boot order: a and b floppies, c disk, d CD-ROM, n network
 * @param once the drive letters for the first boot only
 * @param rebootTimeout milliseconds before a failed boot is retried; -1 for never
 * @param splash the splash image
 * @param splashTime how long the splash image is shown, in milliseconds
 */
public record BootOptions(
        @Nullable Boolean menu,
        @Nullable Boolean strict,

        @Schema(example = "cdn") @Pattern(regexp = "[a-dn]{1,5}") @Nullable String order,

        @Schema(example = "d") @Pattern(regexp = "[a-dn]{1,5}") @Nullable String once,

        @Min(-1) @Max(65535) @Nullable Integer rebootTimeout,
        @Size(min = 1, max = 4096) @Nullable String splash,
        @Min(0) @Max(65535) @Nullable Integer splashTime) {}

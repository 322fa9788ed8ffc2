package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * How the firmware chooses the boot device; a device's own boot order counts more.
 *
 * @param menu whether the firmware shows a menu
 * @param strict whether only devices with a boot order are tried
 * @param order drive letters in order: a and b floppies, c disk, d CD-ROM, n network
 * @param once the order of the first boot only
 * @param rebootTimeout milliseconds until a failed boot is tried again; -1 never
 * @param splash a picture to show
 * @param splashTime for how many milliseconds
 */
@Schema(description = "How the firmware chooses the boot device; a device's own boot order counts more.")
public record BootOptions(
        @Schema(description = "Show a menu.") @Nullable Boolean menu,

        @Schema(description = "Try only devices with a boot order.") @Nullable Boolean strict,

        @Schema(description = "Drive letters in order.", example = "cdn") @Pattern(regexp = "[a-dn]{1,5}") @Nullable String order,

        @Schema(description = "The order of the first boot only.", example = "d")
        @Pattern(regexp = "[a-dn]{1,5}") @Nullable String once,

        @Schema(description = "Milliseconds until a failed boot is tried again; -1 never.")
        @Min(-1) @Max(65535) @Nullable Integer rebootTimeout,

        @Schema(description = "A picture to show.") @Size(min = 1, max = 4096) @Nullable String splash,

        @Schema(description = "For how many milliseconds it is shown.") @Min(0) @Max(65535) @Nullable Integer splashTime) {}

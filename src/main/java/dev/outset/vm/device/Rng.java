package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A random number generator.
 *
 * @param path the entropy source on the host; defaults to QEMU's built-in generator
 * @param maxBytes the maximum number of bytes per period; defaults to no limit
 * @param period the period in milliseconds; null for none
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record Rng(
        @Schema(example = "/dev/urandom") @Size(min = 1, max = 4096) @Nullable String path,

        @Min(1) @Nullable Long maxBytes,
        @Min(1) @Max(4294967295L) @Nullable Long period,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Rng {
        options = Maps.orderedCopy(options);
    }
}

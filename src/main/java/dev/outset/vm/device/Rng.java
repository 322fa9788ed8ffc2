package dev.outset.vm.device;

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
 * A source of entropy.
 *
 * @param path a file of the host that it reads; null for QEMU's own generator
 * @param maxBytes how many bytes the guest gets in a period; null for no limit
 * @param period the period in milliseconds; null for none
 * @param id its id; null for the one that is given to it
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A source of entropy.")
public record Rng(
        @Schema(
                description = "A file of the host that it reads; left out, the generator of QEMU.",
                example = "/dev/urandom")
        @Size(min = 1, max = 4096) @Nullable String path,

        @Schema(description = "How many bytes the guest gets in a period.") @Min(1) @Nullable Long maxBytes,

        @Schema(description = "The period in milliseconds.") @Min(1) @Max(4294967295L) @Nullable Long period,

        @Schema(description = "Its id; left out, it is given one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Rng {
        options = Maps.ordered(options);
    }
}

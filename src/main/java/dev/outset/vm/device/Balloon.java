package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A memory balloon.
 *
 * @param deflateOnOom whether it gives memory back when the guest runs out
 * @param freePageReporting whether the guest reports pages that it does not use
 * @param id its id; null for the one that is given to it
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A memory balloon.")
public record Balloon(
        @Schema(description = "Give memory back when the guest runs out.", defaultValue = "true")
        boolean deflateOnOom,

        @Schema(description = "Let the guest report pages that it does not use.", defaultValue = "false")
        boolean freePageReporting,

        @Schema(description = "Its id; left out, it is given one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Balloon {
        options = Maps.ordered(options);
    }
}

package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PCI device of the host, given to the guest through VFIO.
 *
 * @param host its address on the host
 * @param id its id; null for the one that is given to it
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A PCI device of the host, given to the guest through VFIO.")
public record HostDevice(
        @Schema(description = "Its address on the host.", example = "0000:01:00.0")
        @Pattern(regexp = "([0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]")
        String host,

        @Schema(description = "Its id; left out, it is given one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public HostDevice {
        options = Maps.ordered(options);
    }
}

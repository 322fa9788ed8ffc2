package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host PCI device assigned to the guest through VFIO.
 *
 * @param host the PCI address on the host
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record HostDevice(
        @Schema(example = "0000:01:00.0") @Pattern(regexp = "([0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]")
        String host,

        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public HostDevice {
        options = Maps.orderedCopy(options);
    }
}

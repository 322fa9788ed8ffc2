package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A memory balloon.
 *
 * @param deflateOnOom whether the balloon releases memory when the guest runs out of it
 * @param freePageReporting whether the guest reports unused pages
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record Balloon(
        @Default("true") boolean deflateOnOom,
        @Default("false") boolean freePageReporting,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Balloon {
        options = Maps.orderedCopy(options);
    }
}

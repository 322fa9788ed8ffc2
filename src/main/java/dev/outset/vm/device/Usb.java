package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A USB controller and its devices.
 *
 * @param model the model of the controller
 * @param devices the devices on the controller
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record Usb(
        @Default("qemu-xhci") Model model,
        @Default("[]") @Size(max = 32) List<UsbDevice> devices,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Usb {
        options = Maps.orderedCopy(options);
        devices = List.copyOf(devices);
    }

    /** The models of USB controllers, named after the QEMU devices. */
    public enum Model {
        QEMU_XHCI,
        NEC_USB_XHCI,
        USB_EHCI,
        PIIX3_USB_UHCI;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}

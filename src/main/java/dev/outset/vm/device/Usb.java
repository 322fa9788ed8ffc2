package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A USB controller and what is plugged into it.
 *
 * @param model the controller
 * @param devices what is plugged into it
 * @param id its id; null for the one that is given to it
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A USB controller and what is plugged into it.")
public record Usb(
        @Schema(description = "The controller.", defaultValue = "qemu-xhci")
        Model model,

        @Schema(description = "What is plugged into it.", defaultValue = "[]") @Size(max = 32) List<UsbDevice> devices,

        @Schema(description = "Its id; left out, it is given one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Usb {
        options = Maps.ordered(options);
        devices = List.copyOf(devices);
    }

    /** USB controllers, by the name of QEMU's device. */
    public enum Model {
        QEMU_XHCI,
        NEC_USB_XHCI,
        USB_EHCI,
        PIIX3_USB_UHCI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}

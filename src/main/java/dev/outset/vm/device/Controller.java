package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A controller for disks or serial channels.
 *
 * @param kind the type of controller
 * @param iothread the name of the I/O thread that serves the controller; defaults to the main loop
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record Controller(
        @Default("virtio-scsi") Kind kind,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String iothread,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Controller {
        options = Maps.orderedCopy(options);
    }

    /** The types of controllers. */
    public enum Kind {
        VIRTIO_SCSI,
        VIRTIO_SERIAL,
        AHCI;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}

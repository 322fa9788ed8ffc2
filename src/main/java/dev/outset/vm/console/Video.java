package dev.outset.vm.console;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.PciAddress;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graphics card.
 *
 * @param model the model
 * @param id the device id; defaults to video0
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record Video(
        @Default("std") Model model,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Video {
        options = Maps.orderedCopy(options);
    }

    /** The models of graphics cards. */
    public enum Model {
        STD("VGA"),
        VIRTIO("virtio-vga"),
        VIRTIO_GPU("virtio-gpu-pci"),
        QXL("qxl-vga"),
        CIRRUS("cirrus-vga"),
        BOCHS("bochs-display"),
        VMWARE("vmware-svga"),
        RAMFB("ramfb");

        private final String driver;

        Model(String driver) {
            this.driver = driver;
        }

        /** The name of the QEMU device. */
        public String driver() {
            return driver;
        }

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}

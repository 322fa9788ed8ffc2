package dev.outset.vm.network;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.PciAddress;
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
 * A network interface.
 *
 * @param mac the MAC address; chosen by QEMU if null
 * @param model the model that the guest sees
 * @param network the host side of the interface
 * @param queues the number of queue pairs
 * @param mtu the MTU that is announced to the guest; null for none
 * @param bootOrder the boot index: devices with a lower index boot first; if null, the interface is not in the boot
 *     order
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record NetworkInterface(
        @Schema(example = "52:54:00:12:34:56") @Pattern(regexp = "[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}") @Nullable String mac,

        @Default("virtio") Model model,
        @Default("{\"type\": \"user\"}") NetworkBackend network,
        @Default("1") @Min(1) @Max(256) int queues,

        @Schema(example = "9000") @Min(68) @Max(65535) @Nullable Integer mtu,

        @Min(0) @Max(999999) @Nullable Integer bootOrder,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public NetworkInterface {
        options = Maps.orderedCopy(options);
    }

    /** The models of network interfaces. */
    public enum Model {
        VIRTIO,
        E1000,
        E1000E,
        IGB,
        RTL8139,
        VMXNET3,
        PCNET;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}

package dev.outset.vm.network;

import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.PciAddress;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network interface.
 *
 * @param mac the MAC address; null lets QEMU choose one
 * @param model the card that the guest sees
 * @param network what it is connected to on the host
 * @param queues how many queue pairs it has
 * @param mtu the MTU that the guest is told; null for none
 * @param bootOrder its place in the boot order; null leaves it out
 * @param id its id; null for the one that its place gives
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A network interface.")
public record NetworkInterface(
        @Schema(description = "The MAC address; left out, QEMU chooses one.", example = "52:54:00:12:34:56")
        @Pattern(regexp = "[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")
        @Nullable String mac,

        @Schema(description = "The card that the guest sees.", defaultValue = "virtio")
        Model model,

        @Schema(description = "What it is connected to on the host.", defaultValue = "{\"type\": \"user\"}")
        NetworkBackend network,

        @Schema(description = "How many queue pairs it has.", defaultValue = "1") @Min(1) @Max(256) int queues,

        @Schema(description = "The MTU that the guest is told.", example = "9000") @Min(68) @Max(65535) @Nullable Integer mtu,

        @Schema(description = "Its place in the boot order, smallest first.") @Min(0) @Max(999999) @Nullable Integer bootOrder,

        @Schema(description = "Its id; left out, its place gives one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public NetworkInterface {
        options = Maps.ordered(options);
    }

    /** Network cards. */
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
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

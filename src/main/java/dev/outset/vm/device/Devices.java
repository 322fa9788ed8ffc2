package dev.outset.vm.device;

import dev.outset.binding.Default;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a guest other than disks, network interfaces and console.
 *
 * @param pciBridges the PCI bridges and root ports, in order
 * @param controllers the controllers for disks and serial channels, in order
 * @param usb the USB controller and its devices; null for none
 * @param rng the random number generator; null for none
 * @param balloon the memory balloon; null for none
 * @param vsock the socket device for host-guest communication; null for none
 * @param watchdog the watchdog; null for none
 * @param tpm the trusted platform module; null for none
 * @param hostDevices the host PCI devices assigned to the guest
 */
@Schema(description = "The devices of a guest other than disks, network interfaces and console.")
public record Devices(
        @Schema(description = "PCI bridges and root ports, in order.") @Default("[]") @Size(max = 64) List<PciBridge> pciBridges,

        @Schema(description = "Controllers for disks and serial channels, in order.") @Default("[]") @Size(max = 32) List<Controller> controllers,

        @Schema(description = "The USB controller and its devices.") @Nullable Usb usb,

        @Schema(description = "A random number generator.") @Nullable Rng rng,

        @Schema(description = "A memory balloon.") @Nullable Balloon balloon,

        @Schema(description = "A socket device for host-guest communication.") @Nullable Vsock vsock,

        @Schema(description = "A watchdog.") @Nullable Watchdog watchdog,

        @Schema(description = "A trusted platform module.") @Nullable Tpm tpm,

        @Schema(description = "Host PCI devices assigned to the guest through VFIO.") @Default("[]") @Size(max = 32) List<HostDevice> hostDevices) {

    public Devices {
        pciBridges = List.copyOf(pciBridges);
        controllers = List.copyOf(controllers);
        hostDevices = List.copyOf(hostDevices);
    }
}

package dev.outset.vm.device;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is plugged into the guest besides disks, network and console.
 *
 * @param pciBridges bridges and root ports, in order
 * @param controllers controllers of disks and serial channels, in order
 * @param usb the USB controller and what is plugged into it; null for none
 * @param rng a source of entropy; null for none
 * @param balloon a memory balloon; null for none
 * @param vsock a socket between host and guest; null for none
 * @param watchdog a watchdog; null for none
 * @param tpm a trusted platform module; null for none
 * @param hostDevices PCI devices of the host
 */
@Schema(description = "Everything that is plugged into the guest besides disks, network and console.")
public record Devices(
        @Schema(description = "PCI bridges and root ports, in order.", defaultValue = "[]") @Size(max = 64) List<PciBridge> pciBridges,

        @Schema(description = "Controllers of disks and serial channels, in order.", defaultValue = "[]")
        @Size(max = 32) List<Controller> controllers,

        @Schema(description = "The USB controller and what is plugged into it.") @Nullable Usb usb,

        @Schema(description = "A source of entropy.") @Nullable Rng rng,

        @Schema(description = "A memory balloon.") @Nullable Balloon balloon,

        @Schema(description = "A socket between host and guest.") @Nullable Vsock vsock,

        @Schema(description = "A watchdog.") @Nullable Watchdog watchdog,

        @Schema(description = "A trusted platform module.") @Nullable Tpm tpm,

        @Schema(description = "PCI devices of the host, given to the guest through VFIO.", defaultValue = "[]")
        @Size(max = 32) List<HostDevice> hostDevices) {

    public Devices {
        pciBridges = List.copyOf(pciBridges);
        controllers = List.copyOf(controllers);
        hostDevices = List.copyOf(hostDevices);
    }
}

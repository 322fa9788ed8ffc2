package dev.outset.vm.device;

import dev.outset.binding.Default;
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
 * @param hostDevices the host PCI devices assigned to the guest through VFIO
 */
public record Devices(
        @Default("[]") @Size(max = 64) List<PciBridge> pciBridges,
        @Default("[]") @Size(max = 32) List<Controller> controllers,
        @Nullable Usb usb,
        @Nullable Rng rng,
        @Nullable Balloon balloon,
        @Nullable Vsock vsock,
        @Nullable Watchdog watchdog,
        @Nullable Tpm tpm,
        @Default("[]") @Size(max = 32) List<HostDevice> hostDevices) {

    public Devices {
        pciBridges = List.copyOf(pciBridges);
        controllers = List.copyOf(controllers);
        hostDevices = List.copyOf(hostDevices);
    }
}

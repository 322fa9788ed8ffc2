package dev.outset.vm.device;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The properties that all guest devices share. */
public interface GuestDevice {

    /** The device id; null if the renderer generates it. */
    @Nullable String id();

    /** The PCI address; null if QEMU chooses it. */
    @Nullable PciAddress pci();

    /** Additional properties of the QEMU device, by name. */
    Map<String, String> options();
}

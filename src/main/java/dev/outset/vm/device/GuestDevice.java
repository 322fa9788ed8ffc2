package dev.outset.vm.device;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every device of a guest has in common. */
public interface GuestDevice {

    /** Its id; null for the one that the renderer gives it. */
    @Nullable String id();

    /** Where it sits on the PCI bus; null lets QEMU choose. */
    @Nullable PciAddress pci();

    /** Further properties of the QEMU device, by name. */
    Map<String, String> options();
}

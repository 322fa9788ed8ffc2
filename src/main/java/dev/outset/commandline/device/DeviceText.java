package dev.outset.commandline.device;

import dev.outset.commandline.OptionText;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.PciAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the value of {@code -device}: driver, id and properties, then the PCI address, then additional properties. */
final class DeviceText {

    private DeviceText() {}

    static OptionText of(String driver, String id) {
        return OptionText.of(driver).with("id", id);
    }

    static OptionText withPlacement(OptionText text, GuestDevice device) {
        return withPlacement(text, device.pci(), device.options());
    }

    static OptionText withPlacement(OptionText text, @Nullable PciAddress pci, Map<String, String> options) {
        if (pci != null) {
            text.withOptional("bus", pci.bus()).withOptional("addr", pci.address());
        }
        options.forEach(text::with);
        return text;
    }
}

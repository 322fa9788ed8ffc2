package dev.outset.commandline.device;

import dev.outset.commandline.OptionText;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.PciAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of {@code -device}: driver, id and properties first, then its place, then what the definition adds. */
final class DeviceText {

    private DeviceText() {}

    static OptionText of(String driver, String id) {
        return OptionText.of(driver).with("id", id);
    }

    static OptionText finish(OptionText text, GuestDevice device) {
        return finish(text, device.pci(), device.options());
    }

    static OptionText finish(OptionText text, @Nullable PciAddress pci, Map<String, String> options) {
        if (pci != null) {
            text.withOptional("bus", pci.bus()).withOptional("addr", pci.address());
        }
        options.forEach(text::with);
        return text;
    }
}

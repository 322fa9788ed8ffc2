package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A USB device.
 *
 * @param kind the type of device
 * @param port the USB port; defaults to the next free one
 * @param id the device id; generated if null
 * @param options additional properties of the QEMU device, by name
 */
public record UsbDevice(
        @Default("tablet") Kind kind,

        @Schema(example = "1") @Pattern(regexp = "[1-9][0-9]?(\\.[1-9][0-9]?){0,4}") @Nullable String port,

        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Default("{}") @Size(max = 64) Map<String, String> options) {

    public UsbDevice {
        options = Maps.orderedCopy(options);
    }

    /** The types of USB devices. */
    public enum Kind {
        TABLET("usb-tablet"),
        KEYBOARD("usb-kbd"),
        MOUSE("usb-mouse"),
        HUB("usb-hub"),
        HOST("usb-host");

        private final String driver;

        Kind(String driver) {
            this.driver = driver;
        }

        /** The name of the QEMU device. */
        public String driver() {
            return driver;
        }

        @Override
        public String toString() {
            return driver.equals("usb-kbd") ? "keyboard" : driver.substring("usb-".length());
        }
    }
}

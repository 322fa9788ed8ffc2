package dev.outset.catalogue;

import dev.outset.binding.Default;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device type supported by a release: a row of {@code catalogue/device-types.json}. The default devices of machine
 * types were determined with QEMU 7.2.
 *
 * @param name the name, as accepted by {@code -device} and {@code -global}
 * @param alias an alias accepted by {@code -device} only; null if none
 * @param unmigratable the device named in the {@code -only-migratable} error; null if the device is migratable
 * @param migrationBlocker why the device blocks every migration; null if it does not, or if that depends on its use
 * @param hotpluggable whether it can be hot-plugged, so that QEMU never reports a {@code -global} for it as unused
 * @param families the machine type families that include it by default
 * @param usbFamilies the machine type families that include it if USB is enabled
 * @param vga the {@code -vga} value that selects it; null if none
 */
public record DeviceType(
        String name,
        @Nullable String alias,
        @Nullable String unmigratable,
        @Nullable String migrationBlocker,
        @Default("true") boolean hotpluggable,
        @Default("[]") Set<String> families,
        @Default("[]") Set<String> usbFamilies,
        @Nullable String vga) {
    public DeviceType {
        families = Set.copyOf(families);
        usbFamilies = Set.copyOf(usbFamilies);
    }
}

package dev.outset.catalogue;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A type of device that a release knows: a row of {@code catalogue/device-types.json}. Which devices the machines bring
 * along was measured on 7.2.
 *
 * @param name its name, as {@code -device} and {@code -global} take it
 * @param alias the other name that only {@code -device} takes; null for none
 * @param unmigratable the device that {@code -only-migratable} names when it refuses this one; null when it does not
 * @param hotpluggable whether it may be added later, so that a {@code -global} for it is never called unused
 * @param families the families of machine types that bring it along
 * @param usbFamilies the families that bring it along with USB
 * @param vga the {@code -vga} that is it; null for none
 */
public record DeviceType(
        String name,
        @Nullable String alias,
        @Nullable String unmigratable,
        boolean hotpluggable,
        Set<String> families,
        Set<String> usbFamilies,
        @Nullable String vga) {
    public DeviceType {
        families = Set.copyOf(families);
        usbFamilies = Set.copyOf(usbFamilies);
    }
}

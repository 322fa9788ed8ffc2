package dev.outset.simulator.boot;

import dev.outset.catalogue.DeviceType;
import dev.outset.simulator.argv.GlobalProperty;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuExit;
import java.util.List;
import java.util.Optional;

/** Creates the {@code -device} devices and warns about each {@code -global} that no device uses. */
public final class DeviceCreation {

    private final CompiledCatalogue release;

    private final String family;

    private final ParsedCommandLine options;

    /** The devices of a QEMU.
     *
     * @param family the family of the machine type
     */
    public DeviceCreation(CompiledCatalogue release, String family, ParsedCommandLine options) {
        this.release = release;
        this.family = family;
        this.options = options;
    }

    /** {@code system/qdev-monitor.c: qdev_device_add}, for each {@code -device} in order. */
    void create() {
        for (ParsedCommandLine.DeviceOption device : options.peripherals().devices()) {
            if (device.driver().isEmpty()) {
                continue;
            }
            DeviceType type = release.catalogue()
                    .deviceTypeOf(device.driver())
                    .orElseThrow(() -> refusal(device, "'" + device.driver() + "' is not a valid device model name"));
            if (options.startup().onlyMigratable() && type.unmigratable() != null) {
                throw refusal(
                        device,
                        "Device " + type.unmigratable() + " is not migratable, but --only-migratable was specified");
            }
        }
    }

    private static QemuExit refusal(ParsedCommandLine.DeviceOption device, String why) {
        return QemuExit.fatal("-device " + device.text() + ": " + why);
    }

    /** {@code hw/core/qdev-properties.c: qdev_prop_check_globals}. */
    void warnAboutUnusedGlobals(List<String> stderr) {
        for (GlobalProperty global : options.globals()) {
            if (MigrationObjectInit.TYPES.contains(global.driver())) {
                continue;
            }
            Optional<DeviceType> type = release.catalogue().deviceType(global.driver());
            String name = global.driver() + "." + global.property();
            if (type.isEmpty()) {
                stderr.add("warning: global " + name + " has invalid class name");
            } else if (!type.get().hotpluggable() && !isPresent(type.get())) {
                stderr.add("warning: global " + name + "=" + global.value() + " not used");
            }
        }
    }

    private boolean isPresent(DeviceType type) {
        ParsedCommandLine.Peripherals peripherals = options.peripherals();
        return type.families().contains(family)
                || (peripherals.usb() && type.usbFamilies().contains(family))
                || peripherals.vga().equals(type.vga())
                || peripherals.devices().stream()
                        .anyMatch(device -> device.driver().equals(type.name())
                                || device.driver().equals(type.alias()));
    }
}

package dev.outset.simulator;

import dev.outset.catalogue.DeviceType;
import dev.outset.simulator.argv.CommandLine;
import dev.outset.simulator.argv.GlobalProperty;
import dev.outset.simulator.argv.QemuExit;
import dev.outset.simulator.release.Release;
import java.util.List;
import java.util.Optional;

/** {@code -device} and what is said of a {@code -global} that no device has taken up. */
final class Devices {

    private final Release release;

    private final String family;

    private final CommandLine options;

    /** The devices of a QEMU whose machine type belongs to a family. */
    Devices(Release release, String family, CommandLine options) {
        this.release = release;
        this.family = family;
        this.options = options;
    }

    /** {@code hw/core/qdev.c: check_only_migratable}, for each {@code -device} in order. */
    void create() {
        if (!options.startup().onlyMigratable()) {
            return;
        }
        for (CommandLine.DeviceOption device : options.peripherals().devices()) {
            release.catalogue()
                    .deviceType(device.driver())
                    .map(DeviceType::unmigratable)
                    .ifPresent(refused -> {
                        throw QemuExit.fatal("-device " + device.text() + ": Device " + refused
                                + " is not migratable, but --only-migratable was specified");
                    });
        }
    }

    /** {@code hw/core/qdev-properties.c: qdev_prop_check_globals}. */
    void warnOfUnusedGlobals(List<String> stderr) {
        for (GlobalProperty global : options.globals()) {
            if (MigrationObjectInit.TYPES.contains(global.driver())) {
                continue;
            }
            Optional<DeviceType> type = release.catalogue().deviceType(global.driver());
            String name = global.driver() + "." + global.property();
            if (type.isEmpty()) {
                stderr.add("warning: global " + name + " has invalid class name");
            } else if (!type.get().hotpluggable() && !isThere(type.get())) {
                stderr.add("warning: global " + name + "=" + global.value() + " not used");
            }
        }
    }

    private boolean isThere(DeviceType type) {
        CommandLine.Peripherals peripherals = options.peripherals();
        return type.families().contains(family)
                || (peripherals.usb() && type.usbFamilies().contains(family))
                || peripherals.vga().equals(type.vga())
                || peripherals.devices().stream()
                        .anyMatch(device -> device.driver().equals(type.name()));
    }
}

package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.device.DeviceTable;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.device.UsbDevice;
import dev.outset.vm.property.PropertyNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Imports {@code -device}: bridges and controllers first, then all other devices in order. */
final class DeviceImport {

    private static final Map<String, String> USB_DEVICES =
            DeviceTable.byDriver(UsbDevice.Kind.values(), UsbDevice.Kind::driver);

    /** The devices that other devices refer to; each kind is imported before the next. */
    private static final List<DeviceTable<?>> FIRST =
            List.of(DeviceTable.BRIDGES, DeviceTable.CONTROLLERS, DeviceTable.USB);

    private static final List<DeviceTable<?>> OTHERS = List.of(
            DeviceTable.VIDEO, DeviceTable.BALLOON, DeviceTable.VSOCK, DeviceTable.WATCHDOG, DeviceTable.HOST_DEVICES);

    private final SpecBuilder builder;

    private final DiskImport disks;

    private final NetworkImport networks;

    private final SerialImport serials;

    DeviceImport(SpecBuilder builder, DiskImport disks, NetworkImport networks, SerialImport serials) {
        this.builder = builder;
        this.disks = disks;
        this.networks = networks;
        this.serials = serials;
    }

    void run() {
        FIRST.forEach(table -> builder.forEach("-device", option -> {
            KeyValues members = option.members();
            String driver = driver(String.valueOf(members.peek("driver")));
            if (table.drivers().containsKey(driver)) {
                members.take("driver");
                map(table, option, driver, members);
            }
        }));
        builder.forEach("-device", option -> {
            KeyValues members = option.members();
            String driver = driver(members.require("driver"));
            device(option, driver, members);
        });
    }

    /** The driver name of a virtio device without its bus suffix, which depends on the machine. */
    private static String driver(String written) {
        String name = written.toLowerCase(Locale.ROOT).equals("vga") ? "VGA" : written;
        boolean isVirtio = name.startsWith("virtio-") || name.startsWith("vhost-");
        if (isVirtio && !DeviceTable.VIDEO.drivers().containsKey(name)) {
            return name.endsWith("-pci")
                    ? name.substring(0, name.length() - "-pci".length())
                    : name.endsWith("-device") ? name.substring(0, name.length() - "-device".length()) : name;
        }
        return name;
    }

    /** Takes the PCI address; a bus that is not in the definition makes the device unmappable. */
    static void pci(SpecBuilder builder, ObjectNode device, KeyValues members) {
        String bus = members.take("bus");
        String address = members.take("addr");
        if (bus != null && !isKnown(builder, bus)) {
            throw new UnmappableOptionException("No field for the bus '" + bus + "' that the device is on");
        }
        if (bus != null || address != null) {
            ObjectNode pci = device.putObject("pci");
            SpecBuilder.put(pci, "bus", bus);
            SpecBuilder.put(pci, "address", address);
        }
    }

    private static boolean isKnown(SpecBuilder builder, String bus) {
        return bus.equals("pci.0")
                || bus.equals("pcie.0")
                || builder.listAt("/devices/pciBridges")
                        .valueStream()
                        .anyMatch(bridge -> bridge.path("id").asString("").equals(bus));
    }

    /** Takes the bus of a USB device, which must be that of the USB controller. */
    static void usbBus(SpecBuilder builder, KeyValues members) {
        String bus = members.take("bus");
        if (bus != null && !bus.equals(builder.spec().at("/devices/usb/id").asString("usb") + ".0")) {
            throw new UnmappableOptionException("No field for the USB controller of the device");
        }
    }

    private void map(DeviceTable<?> table, CliOption option, String driver, KeyValues members) {
        ObjectNode device = fields(table, driver, members);
        String thread = device.path("iothread").asString(null);
        SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
        DiskImport.takeThread(builder, thread);
        if (table.isList()) {
            option.markMapped(builder.add(device, table.pointer()), table.reason());
        } else {
            set(table.pointer(), device);
            option.markMapped(table.pointer(), table.reason());
        }
    }

    /** Takes the id, the PCI address and the members of a table. */
    private ObjectNode fields(DeviceTable<?> table, String driver, KeyValues members) {
        ObjectNode device = SpecBuilder.object();
        SpecBuilder.put(device, "id", members.take("id"));
        pci(builder, device, members);
        if (!table.field().isEmpty()) {
            device.put(table.field(), table.drivers().get(driver));
        }
        return table.members().readInto(device, members);
    }

    private void set(String pointer, ObjectNode device) {
        if (!builder.spec().at(pointer).isMissingNode()) {
            throw new UnmappableOptionException(
                    pointer.equals(DeviceTable.VIDEO.pointer())
                            ? "A definition supports one graphics card"
                            : "A definition supports one such device");
        }
        builder.set(pointer, device);
    }

    private void device(CliOption option, String driver, KeyValues members) {
        if (DiskImport.isDisk(driver)) {
            disks.device(option, driver, members);
        } else if (NetworkImport.isCard(driver)) {
            networks.device(option, driver, members);
        } else if (SerialImport.isPort(driver)) {
            serials.device(option, driver, members);
        } else if (USB_DEVICES.containsKey(driver)) {
            usbDevice(option, driver, members);
        } else if (DeviceTable.RNG.drivers().containsKey(driver)) {
            rng(option, driver, members);
        } else if (driver.equals("tpm-crb") || driver.equals("tpm-tis")) {
            tpm(option, driver, members);
        } else {
            map(
                    OTHERS.stream()
                            .filter(table -> table.drivers().containsKey(driver))
                            .findFirst()
                            .orElseThrow(() -> new UnmappableOptionException(
                                    option.reason().isEmpty()
                                            ? "No field for the device '" + driver + "'"
                                            : option.reason())),
                    option,
                    driver,
                    members);
        }
    }

    private void usbDevice(CliOption option, String driver, KeyValues members) {
        if (!builder.objectAt("/devices").has("usb")) {
            throw new UnmappableOptionException("No field for the USB controller of the device");
        }
        usbBus(builder, members);
        ObjectNode device = SpecBuilder.object();
        device.put("kind", USB_DEVICES.get(driver));
        SpecBuilder.put(device, "id", members.take("id"));
        SpecBuilder.put(device, "port", members.take("port"));
        SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
        option.markMapped(builder.add(device, "/devices/usb/devices"), "A USB device");
    }

    private void rng(CliOption option, String driver, KeyValues members) {
        ObjectNode rng = fields(DeviceTable.RNG, driver, members);
        CliOption object = builder.backend("-object", rng.remove("rng").asString());
        KeyValues source = object.members();
        String kind = source.require("qom-type");
        source.take("id");
        switch (kind) {
            case "rng-builtin" -> {}
            case "rng-random" -> {
                String file = source.take("filename");
                rng.put("path", file == null ? "/dev/urandom" : file);
            }
            default -> throw new UnmappableOptionException("No field for the entropy source '" + kind + "'");
        }
        source.requireEmpty();
        SpecBuilder.putOptions(rng, members, PropertyNames.DEVICE);
        set("/devices/rng", rng);
        option.markMapped(DeviceTable.RNG.pointer(), DeviceTable.RNG.reason());
        object.markMapped("/devices/rng", "The entropy source of the random number generator");
    }

    private void tpm(CliOption option, String driver, KeyValues members) {
        CliOption backend = builder.backend("-tpmdev", members.require("tpmdev"));
        KeyValues values = backend.members();
        ObjectNode tpm = SpecBuilder.object();
        String kind = values.require("type");
        values.take("id");
        tpm.put("model", driver).put("backend", kind);
        CliOption socket = null;
        if (kind.equals("emulator")) {
            socket = builder.backend("-chardev", values.require("chardev"));
            KeyValues chardev = socket.members();
            chardev.take("id");
            if (!chardev.require("backend").equals("socket")) {
                throw new UnmappableOptionException("A definition supports only TPM emulators on a UNIX socket");
            }
            tpm.put("path", chardev.require("path"));
            chardev.requireEmpty();
        } else {
            tpm.put("path", Objects.requireNonNullElse(values.take("path"), "/dev/tpm0"));
            values.take("cancel-path");
        }
        values.requireEmpty();
        members.take("id");
        members.requireEmpty();
        set("/devices/tpm", tpm);
        option.markMapped("/devices/tpm", "The trusted platform module");
        backend.markMapped("/devices/tpm", "The backend of the trusted platform module");
        if (socket != null) {
            socket.markMapped("/devices/tpm/path", "The socket of the TPM emulator");
        }
    }
}

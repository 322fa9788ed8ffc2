package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.console.Video;
import dev.outset.vm.device.UsbDevice;
import dev.outset.vm.property.PropertyNames;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Imports {@code -device}: bridges and controllers first, then all other devices in order. */
final class DeviceImport {

    private static final Set<String> BRIDGES = Set.of(
            "pcie-root-port",
            "pcie-pci-bridge",
            "pci-bridge",
            "ioh3420",
            "i82801b11-bridge",
            "x3130-upstream",
            "xio3130-downstream",
            "pxb-pcie",
            "pxb");

    private static final Map<String, String> CONTROLLERS = Map.of(
            "virtio-scsi", "virtio-scsi",
            "virtio-serial", "virtio-serial",
            "ich9-ahci", "ahci",
            "ahci", "ahci");

    private static final Set<String> USB = Set.of("qemu-xhci", "nec-usb-xhci", "usb-ehci", "piix3-usb-uhci");

    private static final Map<String, String> USB_DEVICES = Stream.of(UsbDevice.Kind.values())
            .collect(Collectors.toUnmodifiableMap(UsbDevice.Kind::driver, UsbDevice.Kind::toString));

    private static final Map<String, String> VIDEO = Stream.of(Video.Model.values())
            .collect(Collectors.toUnmodifiableMap(Video.Model::driver, Video.Model::toString));

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
        importDrivers(BRIDGES, this::bridge);
        importDrivers(CONTROLLERS.keySet(), this::controller);
        importDrivers(USB, this::usb);
        builder.forEach("-device", option -> {
            KeyValues members = option.members("driver");
            String driver = driver(members.require("driver"));
            device(option, driver, members);
        });
    }

    private void importDrivers(Set<String> drivers, BiConsumer<CliOption, KeyValues> action) {
        builder.forEach("-device", option -> {
            KeyValues members = option.members("driver");
            String driver = driver(String.valueOf(members.peek("driver")));
            if (drivers.contains(driver)) {
                members.take("driver");
                action.accept(option, members);
            }
        });
    }

    /** The driver name of a virtio device without its bus suffix, which depends on the machine. */
    private static String driver(String written) {
        String name = written.toLowerCase(Locale.ROOT).equals("vga") ? "VGA" : written;
        boolean isVirtio = name.startsWith("virtio-") || name.startsWith("vhost-");
        if (isVirtio && !VIDEO.containsKey(name)) {
            return name.endsWith("-pci")
                    ? name.substring(0, name.length() - "-pci".length())
                    : name.endsWith("-device") ? name.substring(0, name.length() - "-device".length()) : name;
        }
        return name;
    }

    private static String driverOf(CliOption option) {
        return driver(option.members("driver").require("driver"));
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
        if (bus.equals("pci.0") || bus.equals("pcie.0")) {
            return true;
        }
        for (var bridge : builder.listAt("devices", "pciBridges")) {
            if (bridge.path("id").asString("").equals(bus)) {
                return true;
            }
        }
        return false;
    }

    private ObjectNode withAddress(KeyValues members) {
        ObjectNode device = SpecBuilder.object();
        SpecBuilder.put(device, "id", members.take("id"));
        pci(builder, device, members);
        return device;
    }

    private void bridge(CliOption option, KeyValues members) {
        ObjectNode bridge = withAddress(members);
        bridge.put("kind", driverOf(option));
        SpecBuilder.putOptions(bridge, members, PropertyNames.DEVICE);
        option.markMapped(builder.add(bridge, "devices", "pciBridges"), "A PCI bridge or root port");
    }

    private void controller(CliOption option, KeyValues members) {
        ObjectNode controller = withAddress(members);
        controller.put("kind", CONTROLLERS.get(driverOf(option)));
        String thread = members.take("iothread");
        SpecBuilder.put(controller, "iothread", thread);
        SpecBuilder.putOptions(controller, members, PropertyNames.DEVICE);
        DiskImport.takeThread(builder, thread);
        option.markMapped(builder.add(controller, "devices", "controllers"), "A controller");
    }

    private void usb(CliOption option, KeyValues members) {
        ObjectNode usb = withAddress(members);
        usb.put("model", driverOf(option));
        SpecBuilder.putOptions(usb, members, PropertyNames.DEVICE);
        requireUnset("usb");
        builder.objectAt("devices").set("usb", usb);
        option.markMapped("/devices/usb", "The USB controller");
    }

    private void requireUnset(String field) {
        if (builder.objectAt("devices").has(field)) {
            throw new UnmappableOptionException("A definition supports one such device");
        }
    }

    private void device(CliOption option, String driver, KeyValues members) {
        if (DiskImport.isDisk(driver)) {
            disks.device(option, driver, members);
        } else if (NetworkImport.isCard(driver)) {
            networks.device(option, driver, members);
        } else if (SerialImport.isPort(driver)) {
            serials.device(option, driver, members);
        } else if (VIDEO.containsKey(driver)) {
            video(option, driver, members);
        } else if (USB_DEVICES.containsKey(driver)) {
            usbDevice(option, driver, members);
        } else {
            single(option, driver, members);
        }
    }

    private void video(CliOption option, String driver, KeyValues members) {
        ObjectNode video = withAddress(members);
        video.put("model", VIDEO.get(driver));
        SpecBuilder.putOptions(video, members, PropertyNames.DEVICE);
        if (builder.objectAt("console").has("video")) {
            throw new UnmappableOptionException("A definition supports one graphics card");
        }
        builder.objectAt("console").set("video", video);
        option.markMapped("/console/video", "The graphics card");
    }

    private void usbDevice(CliOption option, String driver, KeyValues members) {
        if (!builder.objectAt("devices").has("usb")) {
            throw new UnmappableOptionException("No field for the USB controller of the device");
        }
        String bus = members.take("bus");
        ObjectNode usb = builder.objectAt("devices", "usb");
        if (bus != null && !bus.equals(usb.path("id").asString("usb") + ".0")) {
            throw new UnmappableOptionException("No field for the USB controller of the device");
        }
        ObjectNode device = SpecBuilder.object();
        device.put("kind", USB_DEVICES.get(driver));
        SpecBuilder.put(device, "id", members.take("id"));
        SpecBuilder.put(device, "port", members.take("port"));
        SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
        option.markMapped(builder.add(device, "devices", "usb", "devices"), "A USB device");
    }

    private void single(CliOption option, String driver, KeyValues members) {
        switch (driver) {
            case "virtio-rng" -> rng(option, members);
            case "virtio-balloon" -> {
                ObjectNode balloon = withAddress(members);
                balloon.put("deflateOnOom", members.flag("deflate-on-oom", false));
                balloon.put("freePageReporting", members.flag("free-page-reporting", false));
                setDevice(option, balloon, members, "balloon", "The memory balloon");
            }
            case "vhost-vsock" -> {
                ObjectNode vsock = withAddress(members);
                SpecBuilder.putNumber(vsock, "cid", members.require("guest-cid"));
                setDevice(option, vsock, members, "vsock", "The socket device for host-guest communication");
            }
            case "i6300esb", "ib700" -> {
                ObjectNode watchdog = withAddress(members);
                watchdog.put("model", driver);
                setDevice(option, watchdog, members, "watchdog", "The watchdog");
            }
            case "vfio-pci" -> {
                ObjectNode device = withAddress(members);
                device.put("host", members.require("host"));
                SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
                option.markMapped(builder.add(device, "devices", "hostDevices"), "A host PCI device");
            }
            case "tpm-crb", "tpm-tis" -> tpm(option, driver, members);
            default ->
                throw new UnmappableOptionException(
                        option.reason().isEmpty() ? "No field for the device '" + driver + "'" : option.reason());
        }
    }

    private void setDevice(CliOption option, ObjectNode device, KeyValues members, String field, String reason) {
        requireUnset(field);
        SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
        builder.objectAt("devices").set(field, device);
        option.markMapped("/devices/" + field, reason);
    }

    private void rng(CliOption option, KeyValues members) {
        ObjectNode rng = withAddress(members);
        CliOption object = builder.backend("-object", members.require("rng"));
        KeyValues source = object.members("qom-type");
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
        SpecBuilder.putNumber(rng, "maxBytes", members.take("max-bytes"));
        SpecBuilder.putNumber(rng, "period", members.take("period"));
        setDevice(option, rng, members, "rng", "The random number generator");
        object.markMapped("/devices/rng", "The entropy source of the random number generator");
    }

    private void tpm(CliOption option, String driver, KeyValues members) {
        CliOption backend = builder.backend("-tpmdev", members.require("tpmdev"));
        KeyValues values = backend.members("type");
        ObjectNode tpm = SpecBuilder.object();
        String kind = values.require("type");
        values.take("id");
        tpm.put("model", driver).put("backend", kind);
        CliOption socket = null;
        if (kind.equals("emulator")) {
            socket = builder.backend("-chardev", values.require("chardev"));
            KeyValues chardev = socket.members("backend");
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
        requireUnset("tpm");
        builder.objectAt("devices").set("tpm", tpm);
        option.markMapped("/devices/tpm", "The trusted platform module");
        backend.markMapped("/devices/tpm", "The backend of the trusted platform module");
        if (socket != null) {
            socket.markMapped("/devices/tpm/path", "The socket of the TPM emulator");
        }
    }
}

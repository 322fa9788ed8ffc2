package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
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

/** {@code -device}: what sits on what first, then everything in the order of the list. */
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

    private final SpecBuilder draft;

    private final DiskImport disks;

    private final NetworkImport networks;

    private final SerialImport serials;

    DeviceImport(SpecBuilder draft, DiskImport disks, NetworkImport networks, SerialImport serials) {
        this.draft = draft;
        this.disks = disks;
        this.networks = networks;
        this.serials = serials;
    }

    void run() {
        pass(BRIDGES, this::bridge);
        pass(CONTROLLERS.keySet(), this::controller);
        pass(USB, this::usb);
        draft.each("-device", word -> {
            KeyValues members = word.members("driver");
            String driver = driver(members.need("driver"));
            device(word, driver, members);
        });
    }

    private void pass(Set<String> drivers, BiConsumer<CliOption, KeyValues> action) {
        draft.each("-device", word -> {
            KeyValues members = word.members("driver");
            String driver = driver(String.valueOf(members.peek("driver")));
            if (drivers.contains(driver)) {
                members.take("driver");
                action.accept(word, members);
            }
        });
    }

    /** The name of a virtio device without the bus it is made for, which the machine decides. */
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

    private static String driverOf(CliOption word) {
        return driver(word.members("driver").need("driver"));
    }

    /** Takes the place on the PCI bus; a bus that no field describes makes the device unmappable. */
    static void pci(SpecBuilder draft, ObjectNode device, KeyValues members) {
        String bus = members.take("bus");
        String address = members.take("addr");
        if (bus != null && !isKnown(draft, bus)) {
            throw new UnmappableOptionException("It sits on the bus '" + bus + "', which no field describes");
        }
        if (bus != null || address != null) {
            ObjectNode pci = device.putObject("pci");
            SpecBuilder.put(pci, "bus", bus);
            SpecBuilder.put(pci, "address", address);
        }
    }

    private static boolean isKnown(SpecBuilder draft, String bus) {
        if (bus.equals("pci.0") || bus.equals("pcie.0")) {
            return true;
        }
        for (var bridge : draft.list("devices", "pciBridges")) {
            if (bridge.path("id").asString("").equals(bus)) {
                return true;
            }
        }
        return false;
    }

    private ObjectNode placed(KeyValues members) {
        ObjectNode device = SpecBuilder.object();
        SpecBuilder.put(device, "id", members.take("id"));
        pci(draft, device, members);
        return device;
    }

    private void bridge(CliOption word, KeyValues members) {
        ObjectNode bridge = placed(members);
        bridge.put("kind", driverOf(word));
        SpecBuilder.putOptions(bridge, members, PropertyNames.DEVICE);
        word.mapped(draft.add(bridge, "devices", "pciBridges"), "A bridge or port");
    }

    private void controller(CliOption word, KeyValues members) {
        ObjectNode controller = placed(members);
        controller.put("kind", CONTROLLERS.get(driverOf(word)));
        String thread = members.take("iothread");
        SpecBuilder.put(controller, "iothread", thread);
        SpecBuilder.putOptions(controller, members, PropertyNames.DEVICE);
        DiskImport.thread(draft, thread);
        word.mapped(draft.add(controller, "devices", "controllers"), "A controller");
    }

    private void usb(CliOption word, KeyValues members) {
        ObjectNode usb = placed(members);
        usb.put("model", driverOf(word));
        SpecBuilder.putOptions(usb, members, PropertyNames.DEVICE);
        claim("usb");
        draft.at("devices").set("usb", usb);
        word.mapped("/devices/usb", "The USB controller");
    }

    private void claim(String field) {
        if (draft.at("devices").has(field)) {
            throw new UnmappableOptionException("A definition has one such device");
        }
    }

    private void device(CliOption word, String driver, KeyValues members) {
        if (DiskImport.isDisk(driver)) {
            disks.device(word, driver, members);
        } else if (NetworkImport.isCard(driver)) {
            networks.device(word, driver, members);
        } else if (SerialImport.isPort(driver)) {
            serials.device(word, driver, members);
        } else if (VIDEO.containsKey(driver)) {
            video(word, driver, members);
        } else if (USB_DEVICES.containsKey(driver)) {
            usbDevice(word, driver, members);
        } else {
            single(word, driver, members);
        }
    }

    private void video(CliOption word, String driver, KeyValues members) {
        ObjectNode video = placed(members);
        video.put("model", VIDEO.get(driver));
        SpecBuilder.putOptions(video, members, PropertyNames.DEVICE);
        if (draft.at("console").has("video")) {
            throw new UnmappableOptionException("A definition has one graphics card");
        }
        draft.at("console").set("video", video);
        word.mapped("/console/video", "The graphics card");
    }

    private void usbDevice(CliOption word, String driver, KeyValues members) {
        if (!draft.at("devices").has("usb")) {
            throw new UnmappableOptionException("It hangs on a USB controller that no field describes");
        }
        String bus = members.take("bus");
        ObjectNode usb = draft.at("devices", "usb");
        if (bus != null && !bus.equals(usb.path("id").asString("usb") + ".0")) {
            throw new UnmappableOptionException("It hangs on a USB controller that no field describes");
        }
        ObjectNode device = SpecBuilder.object();
        device.put("kind", USB_DEVICES.get(driver));
        SpecBuilder.put(device, "id", members.take("id"));
        SpecBuilder.put(device, "port", members.take("port"));
        SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
        word.mapped(draft.add(device, "devices", "usb", "devices"), "What is plugged into USB");
    }

    private void single(CliOption word, String driver, KeyValues members) {
        switch (driver) {
            case "virtio-rng" -> rng(word, members);
            case "virtio-balloon" -> {
                ObjectNode balloon = placed(members);
                balloon.put("deflateOnOom", members.flag("deflate-on-oom", false));
                balloon.put("freePageReporting", members.flag("free-page-reporting", false));
                keep(word, balloon, members, "balloon", "The memory balloon");
            }
            case "vhost-vsock" -> {
                ObjectNode vsock = placed(members);
                SpecBuilder.putNumber(vsock, "cid", members.need("guest-cid"));
                keep(word, vsock, members, "vsock", "The socket between host and guest");
            }
            case "i6300esb", "ib700" -> {
                ObjectNode watchdog = placed(members);
                watchdog.put("model", driver);
                keep(word, watchdog, members, "watchdog", "The watchdog");
            }
            case "vfio-pci" -> {
                ObjectNode device = placed(members);
                device.put("host", members.need("host"));
                SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
                word.mapped(draft.add(device, "devices", "hostDevices"), "A PCI device of the host");
            }
            case "tpm-crb", "tpm-tis" -> tpm(word, driver, members);
            default ->
                throw new UnmappableOptionException(
                        word.reason().isEmpty() ? "No field describes the device '" + driver + "'" : word.reason());
        }
    }

    private void keep(CliOption word, ObjectNode device, KeyValues members, String field, String reason) {
        claim(field);
        SpecBuilder.putOptions(device, members, PropertyNames.DEVICE);
        draft.at("devices").set(field, device);
        word.mapped("/devices/" + field, reason);
    }

    private void rng(CliOption word, KeyValues members) {
        ObjectNode rng = placed(members);
        CliOption object = draft.backend("-object", members.need("rng"));
        KeyValues source = object.members("qom-type");
        String kind = source.need("qom-type");
        source.take("id");
        switch (kind) {
            case "rng-builtin" -> {}
            case "rng-random" -> {
                String file = source.take("filename");
                rng.put("path", file == null ? "/dev/urandom" : file);
            }
            default -> throw new UnmappableOptionException("No field describes the source '" + kind + "'");
        }
        source.done();
        SpecBuilder.putNumber(rng, "maxBytes", members.take("max-bytes"));
        SpecBuilder.putNumber(rng, "period", members.take("period"));
        keep(word, rng, members, "rng", "The source of entropy");
        object.mapped("/devices/rng", "Where the entropy comes from");
    }

    private void tpm(CliOption word, String driver, KeyValues members) {
        CliOption backend = draft.backend("-tpmdev", members.need("tpmdev"));
        KeyValues about = backend.members("type");
        ObjectNode tpm = SpecBuilder.object();
        String kind = about.need("type");
        about.take("id");
        tpm.put("model", driver).put("backend", kind);
        CliOption socket = null;
        if (kind.equals("emulator")) {
            socket = draft.backend("-chardev", about.need("chardev"));
            KeyValues chardev = socket.members("backend");
            chardev.take("id");
            if (!chardev.need("backend").equals("socket")) {
                throw new UnmappableOptionException("The emulator of a definition has a unix socket");
            }
            tpm.put("path", chardev.need("path"));
            chardev.done();
        } else {
            tpm.put("path", Objects.requireNonNullElse(about.take("path"), "/dev/tpm0"));
            about.take("cancel-path");
        }
        about.done();
        members.take("id");
        members.done();
        claim("tpm");
        draft.at("devices").set("tpm", tpm);
        word.mapped("/devices/tpm", "The trusted platform module");
        backend.mapped("/devices/tpm", "Who does the module's work");
        if (socket != null) {
            socket.mapped("/devices/tpm/path", "The socket of the emulator");
        }
    }
}

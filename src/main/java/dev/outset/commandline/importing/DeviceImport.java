package dev.outset.commandline.importing;

import dev.outset.vm.OptionNames;
import dev.outset.vm.UsbDevice;
import dev.outset.vm.Video;
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

    private final Draft draft;

    private final DiskImport disks;

    private final NetworkImport networks;

    private final SerialImport serials;

    DeviceImport(Draft draft, DiskImport disks, NetworkImport networks, SerialImport serials) {
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
            Members members = word.members("driver");
            String driver = driver(members.need("driver"));
            device(word, driver, members);
        });
    }

    private void pass(Set<String> drivers, BiConsumer<Word, Members> action) {
        draft.each("-device", word -> {
            Members members = word.members("driver");
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

    private static String driverOf(Word word) {
        return driver(word.members("driver").need("driver"));
    }

    /** Takes the place on the PCI bus; a bus that no field describes makes the device unmappable. */
    static void pci(Draft draft, ObjectNode device, Members members) {
        String bus = members.take("bus");
        String address = members.take("addr");
        if (bus != null && !isKnown(draft, bus)) {
            throw new NotMappable("It sits on the bus '" + bus + "', which no field describes");
        }
        if (bus != null || address != null) {
            ObjectNode pci = device.putObject("pci");
            Draft.put(pci, "bus", bus);
            Draft.put(pci, "address", address);
        }
    }

    private static boolean isKnown(Draft draft, String bus) {
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

    private ObjectNode placed(Members members) {
        ObjectNode device = Draft.object();
        Draft.put(device, "id", members.take("id"));
        pci(draft, device, members);
        return device;
    }

    private void bridge(Word word, Members members) {
        ObjectNode bridge = placed(members);
        bridge.put("kind", driverOf(word));
        Draft.putOptions(bridge, members, OptionNames.DEVICE);
        word.mapped(draft.add(bridge, "devices", "pciBridges"), "A bridge or port");
    }

    private void controller(Word word, Members members) {
        ObjectNode controller = placed(members);
        controller.put("kind", CONTROLLERS.get(driverOf(word)));
        String thread = members.take("iothread");
        Draft.put(controller, "iothread", thread);
        Draft.putOptions(controller, members, OptionNames.DEVICE);
        DiskImport.thread(draft, thread);
        word.mapped(draft.add(controller, "devices", "controllers"), "A controller");
    }

    private void usb(Word word, Members members) {
        ObjectNode usb = placed(members);
        usb.put("model", driverOf(word));
        Draft.putOptions(usb, members, OptionNames.DEVICE);
        claim("usb");
        draft.at("devices").set("usb", usb);
        word.mapped("/devices/usb", "The USB controller");
    }

    private void claim(String field) {
        if (draft.at("devices").has(field)) {
            throw new NotMappable("A definition has one such device");
        }
    }

    private void device(Word word, String driver, Members members) {
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

    private void video(Word word, String driver, Members members) {
        ObjectNode video = placed(members);
        video.put("model", VIDEO.get(driver));
        Draft.putOptions(video, members, OptionNames.DEVICE);
        if (draft.at("console").has("video")) {
            throw new NotMappable("A definition has one graphics card");
        }
        draft.at("console").set("video", video);
        word.mapped("/console/video", "The graphics card");
    }

    private void usbDevice(Word word, String driver, Members members) {
        if (!draft.at("devices").has("usb")) {
            throw new NotMappable("It hangs on a USB controller that no field describes");
        }
        String bus = members.take("bus");
        ObjectNode usb = draft.at("devices", "usb");
        if (bus != null && !bus.equals(usb.path("id").asString("usb") + ".0")) {
            throw new NotMappable("It hangs on a USB controller that no field describes");
        }
        ObjectNode device = Draft.object();
        device.put("kind", USB_DEVICES.get(driver));
        Draft.put(device, "id", members.take("id"));
        Draft.put(device, "port", members.take("port"));
        Draft.putOptions(device, members, OptionNames.DEVICE);
        word.mapped(draft.add(device, "devices", "usb", "devices"), "What is plugged into USB");
    }

    private void single(Word word, String driver, Members members) {
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
                Draft.putNumber(vsock, "cid", members.need("guest-cid"));
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
                Draft.putOptions(device, members, OptionNames.DEVICE);
                word.mapped(draft.add(device, "devices", "hostDevices"), "A PCI device of the host");
            }
            case "tpm-crb", "tpm-tis" -> tpm(word, driver, members);
            default ->
                throw new NotMappable(
                        word.reason().isEmpty() ? "No field describes the device '" + driver + "'" : word.reason());
        }
    }

    private void keep(Word word, ObjectNode device, Members members, String field, String reason) {
        claim(field);
        Draft.putOptions(device, members, OptionNames.DEVICE);
        draft.at("devices").set(field, device);
        word.mapped("/devices/" + field, reason);
    }

    private void rng(Word word, Members members) {
        ObjectNode rng = placed(members);
        Word object = draft.backend("-object", members.need("rng"));
        Members source = object.members("qom-type");
        String kind = source.need("qom-type");
        source.take("id");
        switch (kind) {
            case "rng-builtin" -> {}
            case "rng-random" -> {
                String file = source.take("filename");
                rng.put("path", file == null ? "/dev/urandom" : file);
            }
            default -> throw new NotMappable("No field describes the source '" + kind + "'");
        }
        source.done();
        Draft.putNumber(rng, "maxBytes", members.take("max-bytes"));
        Draft.putNumber(rng, "period", members.take("period"));
        keep(word, rng, members, "rng", "The source of entropy");
        object.mapped("/devices/rng", "Where the entropy comes from");
    }

    private void tpm(Word word, String driver, Members members) {
        Word backend = draft.backend("-tpmdev", members.need("tpmdev"));
        Members about = backend.members("type");
        ObjectNode tpm = Draft.object();
        String kind = about.need("type");
        about.take("id");
        tpm.put("model", driver).put("backend", kind);
        Word socket = null;
        if (kind.equals("emulator")) {
            socket = draft.backend("-chardev", about.need("chardev"));
            Members chardev = socket.members("backend");
            chardev.take("id");
            if (!chardev.need("backend").equals("socket")) {
                throw new NotMappable("The emulator of a definition has a unix socket");
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

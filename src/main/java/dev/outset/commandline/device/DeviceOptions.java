package dev.outset.commandline.device;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.device.Balloon;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.HostDevice;
import dev.outset.vm.device.PciBridge;
import dev.outset.vm.device.Rng;
import dev.outset.vm.device.Tpm;
import dev.outset.vm.device.Usb;
import dev.outset.vm.device.UsbDevice;
import dev.outset.vm.device.Vsock;
import dev.outset.vm.device.Watchdog;
import dev.outset.vm.machine.BoardDevices;

/** Renders devices other than disks, network interfaces and console. */
public final class DeviceOptions {

    private static final String DEVICE = "-device";

    private DeviceOptions() {}

    /** Renders the PCI bridges and root ports. */
    public static void bridges(OptionList options, Devices devices) {
        for (int i = 0; i < devices.pciBridges().size(); i++) {
            PciBridge bridge = devices.pciBridges().get(i);
            String driver = bridge.kind() == PciBridge.Kind.I82801B11_BRIDGE
                    ? "i82801b11-bridge"
                    : bridge.kind().toString();
            options.add(
                    DEVICE,
                    DeviceText.withPlacement(DeviceText.of(driver, DeviceIds.bridge(bridge, i)), bridge),
                    "/devices/pciBridges/" + i,
                    "A PCI bridge or root port.");
        }
    }

    /** Renders the USB controller and its devices. */
    public static void usb(OptionList options, Devices devices) {
        Usb usb = devices.usb();
        if (usb == null) {
            return;
        }
        String id = DeviceIds.single(usb, "usb");
        options.add(
                DEVICE,
                DeviceText.withPlacement(DeviceText.of(usb.model().toString(), id), usb),
                "/devices/usb",
                "The USB controller.");
        for (int i = 0; i < usb.devices().size(); i++) {
            UsbDevice device = usb.devices().get(i);
            OptionText text = DeviceText.of(device.kind().driver(), DeviceIds.usbDevice(device, i))
                    .with("bus", id + ".0")
                    .withOptional("port", device.port());
            options.add(
                    DEVICE,
                    DeviceText.withPlacement(text, null, device.options()),
                    "/devices/usb/devices/" + i,
                    "A USB device.");
        }
    }

    /** Renders the RNG, balloon, vsock, watchdog, TPM and host PCI devices. */
    public static void others(OptionList options, Devices devices, BoardDevices board) {
        rng(options, devices, board);
        balloon(options, devices, board);
        vsock(options, devices, board);
        watchdog(options, devices);
        tpm(options, devices);
        for (int i = 0; i < devices.hostDevices().size(); i++) {
            HostDevice device = devices.hostDevices().get(i);
            options.add(
                    DEVICE,
                    DeviceText.withPlacement(
                            DeviceText.of("vfio-pci", DeviceIds.hostDevice(device, i))
                                    .with("host", device.host()),
                            device),
                    "/devices/hostDevices/" + i,
                    "A host PCI device.");
        }
    }

    private static void rng(OptionList options, Devices devices, BoardDevices board) {
        Rng rng = devices.rng();
        if (rng != null) {
            String pointer = "/devices/rng";
            String id = DeviceIds.single(rng, "rng0");
            String source = id + "-source";
            OptionText object = rng.path() == null
                    ? OptionText.of("rng-builtin").with("id", source)
                    : OptionText.of("rng-random").with("id", source).with("filename", rng.path());
            options.add("-object", object, pointer, "The entropy source of the random number generator.");
            OptionText text = DeviceText.of(board.virtio("virtio-rng"), id)
                    .with("rng", source)
                    .withOptional("max-bytes", rng.maxBytes())
                    .withOptional("period", rng.period());
            options.add(DEVICE, DeviceText.withPlacement(text, rng), pointer, "The random number generator.");
        }
    }

    private static void balloon(OptionList options, Devices devices, BoardDevices board) {
        Balloon balloon = devices.balloon();
        if (balloon != null) {
            OptionText text = DeviceText.of(board.virtio("virtio-balloon"), DeviceIds.single(balloon, "balloon0"));
            if (balloon.deflateOnOom()) {
                text.with("deflate-on-oom", true);
            }
            if (balloon.freePageReporting()) {
                text.with("free-page-reporting", true);
            }
            options.add(DEVICE, DeviceText.withPlacement(text, balloon), "/devices/balloon", "The memory balloon.");
        }
    }

    private static void vsock(OptionList options, Devices devices, BoardDevices board) {
        Vsock vsock = devices.vsock();
        if (vsock != null) {
            OptionText text = DeviceText.of(board.virtio("vhost-vsock"), DeviceIds.single(vsock, "vsock0"))
                    .with("guest-cid", vsock.cid());
            options.add(
                    DEVICE,
                    DeviceText.withPlacement(text, vsock),
                    "/devices/vsock",
                    "The socket device for host-guest communication.");
        }
    }

    private static void watchdog(OptionList options, Devices devices) {
        Watchdog watchdog = devices.watchdog();
        if (watchdog != null) {
            OptionText text = DeviceText.of(watchdog.model().toString(), DeviceIds.single(watchdog, "watchdog0"));
            options.add(DEVICE, DeviceText.withPlacement(text, watchdog), "/devices/watchdog", "The watchdog.");
        }
    }

    private static void tpm(OptionList options, Devices devices) {
        Tpm tpm = devices.tpm();
        if (tpm == null) {
            return;
        }
        String pointer = "/devices/tpm";
        OptionText backend = OptionText.of(tpm.backend().toString()).with("id", "tpm0-backend");
        if (tpm.backend() == Tpm.Backend.EMULATOR) {
            options.add(
                    "-chardev",
                    OptionText.of("socket").with("id", "tpm0-socket").with("path", tpm.path()),
                    pointer + "/path",
                    "The socket of the TPM emulator.");
            backend.with("chardev", "tpm0-socket");
        } else {
            backend.with("path", tpm.path());
        }
        options.add("-tpmdev", backend, pointer, "The backend of the trusted platform module.");
        options.add(
                DEVICE,
                DeviceText.of(tpm.model().toString(), "tpm0").with("tpmdev", "tpm0-backend"),
                pointer,
                "The trusted platform module.");
    }
}

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

/** Everything that is plugged in besides disks, network and console. */
public final class DeviceOptions {

    private static final String DEVICE = "-device";

    private DeviceOptions() {}

    public static void bridges(OptionList options, Devices devices) {
        for (int i = 0; i < devices.pciBridges().size(); i++) {
            PciBridge bridge = devices.pciBridges().get(i);
            String driver = bridge.kind() == PciBridge.Kind.I82801B11_BRIDGE
                    ? "i82801b11-bridge"
                    : bridge.kind().toString();
            options.add(
                    DEVICE,
                    DeviceText.finish(DeviceText.of(driver, DeviceIds.bridge(bridge, i)), bridge),
                    "/devices/pciBridges/" + i,
                    "A bridge or port that other devices sit on.");
        }
    }

    public static void usb(OptionList options, Devices devices) {
        Usb usb = devices.usb();
        if (usb == null) {
            return;
        }
        String id = DeviceIds.single(usb, "usb");
        options.add(
                DEVICE,
                DeviceText.finish(DeviceText.of(usb.model().toString(), id), usb),
                "/devices/usb",
                "The USB controller.");
        for (int i = 0; i < usb.devices().size(); i++) {
            UsbDevice device = usb.devices().get(i);
            OptionText text = DeviceText.of(device.kind().driver(), DeviceIds.usbDevice(device, i))
                    .with("bus", id + ".0")
                    .withOptional("port", device.port());
            options.add(
                    DEVICE,
                    DeviceText.finish(text, null, device.options()),
                    "/devices/usb/devices/" + i,
                    "What is plugged into USB.");
        }
    }

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
                    DeviceText.finish(
                            DeviceText.of("vfio-pci", DeviceIds.hostDevice(device, i))
                                    .with("host", device.host()),
                            device),
                    "/devices/hostDevices/" + i,
                    "A PCI device of the host.");
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
            options.add("-object", object, pointer, "Where the entropy comes from.");
            OptionText text = DeviceText.of(board.virtio("virtio-rng"), id)
                    .with("rng", source)
                    .withOptional("max-bytes", rng.maxBytes())
                    .withOptional("period", rng.period());
            options.add(DEVICE, DeviceText.finish(text, rng), pointer, "The source of entropy.");
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
            options.add(DEVICE, DeviceText.finish(text, balloon), "/devices/balloon", "The memory balloon.");
        }
    }

    private static void vsock(OptionList options, Devices devices, BoardDevices board) {
        Vsock vsock = devices.vsock();
        if (vsock != null) {
            OptionText text = DeviceText.of(board.virtio("vhost-vsock"), DeviceIds.single(vsock, "vsock0"))
                    .with("guest-cid", vsock.cid());
            options.add(DEVICE, DeviceText.finish(text, vsock), "/devices/vsock", "The socket between host and guest.");
        }
    }

    private static void watchdog(OptionList options, Devices devices) {
        Watchdog watchdog = devices.watchdog();
        if (watchdog != null) {
            OptionText text = DeviceText.of(watchdog.model().toString(), DeviceIds.single(watchdog, "watchdog0"));
            options.add(DEVICE, DeviceText.finish(text, watchdog), "/devices/watchdog", "The watchdog.");
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
                    "The socket of the emulator.");
            backend.with("chardev", "tpm0-socket");
        } else {
            backend.with("path", tpm.path());
        }
        options.add("-tpmdev", backend, pointer, "Who does the module's work.");
        options.add(
                DEVICE,
                DeviceText.of(tpm.model().toString(), "tpm0").with("tpmdev", "tpm0-backend"),
                pointer,
                "The trusted platform module.");
    }
}

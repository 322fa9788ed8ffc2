package dev.outset.commandline.device;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.Rng;
import dev.outset.vm.device.Tpm;
import dev.outset.vm.device.Usb;
import dev.outset.vm.device.UsbDevice;
import dev.outset.vm.machine.BoardDevices;
import org.jspecify.annotations.Nullable;

/** Renders devices other than disks, network interfaces and console. */
public final class DeviceOptions {

    private static final String DEVICE = "-device";

    private DeviceOptions() {}

    /** Renders the PCI bridges and root ports. */
    public static void bridges(OptionList options, Devices devices, BoardDevices board) {
        DeviceTable.BRIDGES.addAll(
                options, devices.pciBridges(), DeviceIds::bridge, board, "A PCI bridge or root port.");
    }

    /** Renders the USB controller and its devices. */
    public static void usb(OptionList options, Devices devices, BoardDevices board) {
        Usb usb = devices.usb();
        if (usb == null) {
            return;
        }
        DeviceTable.USB.addTo(options, usb, "usb", board);
        String bus = DeviceIds.single(usb, "usb") + ".0";
        for (int i = 0; i < usb.devices().size(); i++) {
            UsbDevice device = usb.devices().get(i);
            OptionText text = DeviceText.of(device.kind().driver(), DeviceIds.usbDevice(device, i))
                    .with("bus", bus)
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
        rng(options, devices.rng(), board);
        DeviceTable.BALLOON.addTo(options, devices.balloon(), "balloon0", board);
        DeviceTable.VSOCK.addTo(options, devices.vsock(), "vsock0", board);
        DeviceTable.WATCHDOG.addTo(options, devices.watchdog(), "watchdog0", board);
        tpm(options, devices.tpm());
        DeviceTable.HOST_DEVICES.addAll(
                options, devices.hostDevices(), DeviceIds::hostDevice, board, "A host PCI device.");
    }

    private static void rng(OptionList options, @Nullable Rng rng, BoardDevices board) {
        if (rng != null) {
            String source = DeviceTable.rngSource(rng);
            OptionText object = rng.path() == null
                    ? OptionText.of("rng-builtin").with("id", source)
                    : OptionText.of("rng-random").with("id", source).with("filename", rng.path());
            options.add(
                    "-object", object, DeviceTable.RNG.pointer(), "The entropy source of the random number generator.");
            DeviceTable.RNG.addTo(options, rng, "rng0", board);
        }
    }

    private static void tpm(OptionList options, @Nullable Tpm tpm) {
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

package dev.outset.vm;

import dev.outset.vm.console.SerialPort;
import dev.outset.vm.device.Controller;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.Disk;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.HostDevice;
import dev.outset.vm.device.PciBridge;
import dev.outset.vm.device.Usb;
import dev.outset.vm.device.UsbDevice;
import dev.outset.vm.network.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The device ids of a definition: the ones it sets, and the ones generated from the position in a list. */
public final class DeviceIds {

    private DeviceIds() {}

    /**
     * A device id and the device it belongs to.
     *
     * @param id the id
     * @param pointer the JSON pointer to the device, relative to the spec
     */
    public record Named(String id, String pointer) {}

    /** The id of a disk. */
    public static String disk(Disk disk, int index) {
        return given(disk.id(), "disk" + index);
    }

    /** The id of a network interface. */
    public static String nic(NetworkInterface nic, int index) {
        return given(nic.id(), "nic" + index);
    }

    /** The id of a serial port. */
    public static String serial(SerialPort port, int index) {
        return given(port.id(), port.kind() + "" + index);
    }

    /** The id of a bridge. */
    public static String bridge(PciBridge bridge, int index) {
        return given(bridge.id(), "pci." + (index + 1));
    }

    /** The id of a controller. */
    public static String controller(Controller controller, int index) {
        return given(controller.id(), controller.kind() + "" + index);
    }

    /** The id of a host PCI device. */
    public static String hostDevice(HostDevice device, int index) {
        return given(device.id(), "hostdev" + index);
    }

    /** The id of a USB device. */
    public static String usbDevice(UsbDevice device, int index) {
        return given(device.id(), "usb-" + device.kind() + index);
    }

    /** The id of a device that exists at most once; {@code standard} if the definition sets none. */
    public static String single(GuestDevice device, String standard) {
        return given(device.id(), standard);
    }

    /** Returns every device id of a definition. */
    public static List<Named> of(VmSpec spec) {
        List<Named> ids = new ArrayList<>();
        addAll(ids, spec.disks(), DeviceIds::disk, "/disks/");
        addAll(ids, spec.networkInterfaces(), DeviceIds::nic, "/networkInterfaces/");
        addAll(ids, spec.console().serialPorts(), DeviceIds::serial, "/console/serialPorts/");
        add(ids, spec.console().video(), "video0", "/console/video");
        Devices devices = spec.devices();
        addAll(ids, devices.pciBridges(), DeviceIds::bridge, "/devices/pciBridges/");
        addAll(ids, devices.controllers(), DeviceIds::controller, "/devices/controllers/");
        addAll(ids, devices.hostDevices(), DeviceIds::hostDevice, "/devices/hostDevices/");
        Usb usb = devices.usb();
        add(ids, usb, "usb", "/devices/usb");
        if (usb != null) {
            addAll(ids, usb.devices(), DeviceIds::usbDevice, "/devices/usb/devices/");
        }
        add(ids, devices.rng(), "rng0", "/devices/rng");
        add(ids, devices.balloon(), "balloon0", "/devices/balloon");
        add(ids, devices.vsock(), "vsock0", "/devices/vsock");
        add(ids, devices.watchdog(), "watchdog0", "/devices/watchdog");
        if (devices.tpm() != null) {
            ids.add(new Named("tpm0", "/devices/tpm"));
        }
        return List.copyOf(ids);
    }

    private static <T> void addAll(List<Named> ids, List<T> devices, BiFunction<T, Integer, String> id, String list) {
        for (int i = 0; i < devices.size(); i++) {
            ids.add(new Named(id.apply(devices.get(i), i), list + i));
        }
    }

    private static void add(List<Named> ids, @Nullable GuestDevice device, String standard, String pointer) {
        if (device != null) {
            ids.add(new Named(single(device, standard), pointer));
        }
    }

    private static String given(@Nullable String id, String standard) {
        return Objects.requireNonNullElse(id, standard);
    }
}

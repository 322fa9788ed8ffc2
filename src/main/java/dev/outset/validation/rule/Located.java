package dev.outset.validation.rule;

import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.Disk;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.network.NetworkInterface;
import dev.outset.vm.security.TlsCredentials;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a definition and its location.
 *
 * @param part the part
 * @param pointer the JSON pointer to the part, relative to the spec
 * @param <T> the type of the part
 */
public record Located<T>(T part, String pointer) {

    /** Returns the pointer to a member of the part, such as {@code /path}. */
    public String at(String member) {
        return pointer + member;
    }

    /** Returns the elements of a list with their pointers. */
    public static <T> List<Located<T>> elements(List<T> parts, String pointer) {
        List<Located<T>> located = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            located.add(new Located<>(parts.get(i), pointer + "/" + i));
        }
        return located;
    }

    /** Returns the disks. */
    public static List<Located<Disk>> disks(VmSpec spec) {
        return elements(spec.disks(), "/disks");
    }

    /** Returns the network interfaces. */
    public static List<Located<NetworkInterface>> networkInterfaces(VmSpec spec) {
        return elements(spec.networkInterfaces(), "/networkInterfaces");
    }

    /** Returns the TLS credentials. */
    public static List<Located<TlsCredentials>> tlsCredentials(VmSpec spec) {
        return elements(spec.security().tlsCredentials(), "/security/tlsCredentials");
    }

    /** Returns every device that can be on a PCI bus. */
    public static List<Located<GuestDevice>> pciDevices(VmSpec spec) {
        List<Located<GuestDevice>> located = new ArrayList<>();
        Devices devices = spec.devices();
        addAll(located, devices.pciBridges(), "/devices/pciBridges");
        add(located, spec.console().video(), "/console/video");
        add(located, devices.usb(), "/devices/usb");
        addAll(located, devices.controllers(), "/devices/controllers");
        addAll(located, spec.disks(), "/disks");
        addAll(located, spec.networkInterfaces(), "/networkInterfaces");
        add(located, devices.rng(), "/devices/rng");
        add(located, devices.balloon(), "/devices/balloon");
        add(located, devices.vsock(), "/devices/vsock");
        add(located, devices.watchdog(), "/devices/watchdog");
        addAll(located, devices.hostDevices(), "/devices/hostDevices");
        return located;
    }

    private static void addAll(List<Located<GuestDevice>> located, List<? extends GuestDevice> parts, String pointer) {
        located.addAll(elements(List.copyOf(parts), pointer));
    }

    private static void add(List<Located<GuestDevice>> located, @Nullable GuestDevice part, String pointer) {
        if (part != null) {
            located.add(new Located<>(part, pointer));
        }
    }
}

package dev.outset.validation.rule;

import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.GuestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a definition and its location.
 *
 * @param part the part
 * @param pointer the JSON pointer to the part, relative to the spec
 * @param <T> the type of the part
 */
public record Located<T>(T part, String pointer) {

    /** Returns the elements of a list with their pointers. */
    public static <T> List<Located<T>> elements(List<T> parts, String pointer) {
        List<Located<T>> located = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            located.add(new Located<>(parts.get(i), pointer + "/" + i));
        }
        return located;
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
        for (int i = 0; i < parts.size(); i++) {
            located.add(new Located<>(parts.get(i), pointer + "/" + i));
        }
    }

    private static void add(List<Located<GuestDevice>> located, @Nullable GuestDevice part, String pointer) {
        if (part != null) {
            located.add(new Located<>(part, pointer));
        }
    }

    /** Runs an action on the part if it is an instance of the type. */
    <S> void ifInstance(Class<S> type, Consumer<Located<S>> action) {
        if (type.isInstance(part)) {
            action.accept(new Located<>(type.cast(part), pointer));
        }
    }
}

package dev.outset.validation.rule;

import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.GuestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a definition and where it stands.
 *
 * @param part the part
 * @param pointer its JSON pointer in the spec
 * @param <T> what it is
 */
public record Located<T>(T part, String pointer) {

    /** The elements of a list with their places. */
    public static <T> List<Located<T>> each(List<T> parts, String pointer) {
        List<Located<T>> spots = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            spots.add(new Located<>(parts.get(i), pointer + "/" + i));
        }
        return spots;
    }

    /** Every device that can sit on a PCI bus. */
    public static List<Located<GuestDevice>> devices(VmSpec spec) {
        List<Located<GuestDevice>> spots = new ArrayList<>();
        Devices devices = spec.devices();
        addAll(spots, devices.pciBridges(), "/devices/pciBridges");
        add(spots, spec.console().video(), "/console/video");
        add(spots, devices.usb(), "/devices/usb");
        addAll(spots, devices.controllers(), "/devices/controllers");
        addAll(spots, spec.disks(), "/disks");
        addAll(spots, spec.networkInterfaces(), "/networkInterfaces");
        add(spots, devices.rng(), "/devices/rng");
        add(spots, devices.balloon(), "/devices/balloon");
        add(spots, devices.vsock(), "/devices/vsock");
        add(spots, devices.watchdog(), "/devices/watchdog");
        addAll(spots, devices.hostDevices(), "/devices/hostDevices");
        return spots;
    }

    private static void addAll(List<Located<GuestDevice>> spots, List<? extends GuestDevice> parts, String pointer) {
        for (int i = 0; i < parts.size(); i++) {
            spots.add(new Located<>(parts.get(i), pointer + "/" + i));
        }
    }

    private static void add(List<Located<GuestDevice>> spots, @Nullable GuestDevice part, String pointer) {
        if (part != null) {
            spots.add(new Located<>(part, pointer));
        }
    }

    /** Does something with the part if it is of a type. */
    <S> void when(Class<S> type, Consumer<Located<S>> action) {
        if (type.isInstance(part)) {
            action.accept(new Located<>(type.cast(part), pointer));
        }
    }
}

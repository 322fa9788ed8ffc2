package dev.outset.commandline.device;

import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Controller;
import dev.outset.vm.device.Disk;
import dev.outset.vm.device.Usb;
import dev.outset.vm.machine.BoardDevices;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Assigns unit numbers to disks on shared controllers: first the requested ones, then the next free ones. */
final class DiskAddresses {

    private static final int AHCI_PORTS = 6;

    private static final String BOARD = "";

    private final VmSpec spec;

    private final BoardDevices board;

    private final Map<String, ImplicitController> implicit = new LinkedHashMap<>();

    private final Map<String, BitSet> taken = new LinkedHashMap<>();

    private final List<Map<String, String>> addresses = new ArrayList<>();

    /**
     * A controller that the definition does not contain but a disk needs.
     *
     * @param driver {@code virtio-scsi} or {@code ich9-ahci}
     * @param id the device id
     * @param iothread the I/O thread that serves the controller; null for the main loop
     * @param pointer the JSON pointer to the first disk that needs it
     */
    record ImplicitController(
            String driver, String id, @Nullable String iothread, String pointer) {}

    DiskAddresses(VmSpec spec, BoardDevices board) {
        this.spec = spec;
        this.board = board;
        List<String> controllers = new ArrayList<>();
        for (int i = 0; i < spec.disks().size(); i++) {
            controllers.add(controller(spec.disks().get(i), i));
        }
        for (int i = 0; i < spec.disks().size(); i++) {
            Integer unit = spec.disks().get(i).unit();
            if (unit != null) {
                taken(key(i, controllers.get(i))).set(unit);
            }
        }
        for (int i = 0; i < spec.disks().size(); i++) {
            addresses.add(address(spec.disks().get(i), i, controllers.get(i)));
        }
    }

    /** The controllers that must be added, in the order in which disks need them. */
    List<ImplicitController> implicitControllers() {
        return List.copyOf(implicit.values());
    }

    /** The properties that attach a disk to its controller. */
    Map<String, String> of(int index) {
        return addresses.get(index);
    }

    /** The id of the controller of a disk; empty for the built-in controller. */
    private String controller(Disk disk, int index) {
        if (disk.controller() != null) {
            return disk.controller();
        }
        String pointer = "/disks/" + index;
        return switch (disk.effectiveBus()) {
            case VIRTIO_SCSI ->
                existing(Controller.Kind.VIRTIO_SCSI, disk.iothread())
                        .orElseGet(() -> addController("virtio-scsi", "scsi", disk.iothread(), pointer));
            case SATA -> board.sataPorts() > 0 ? BOARD : addController("ich9-ahci", "sata", null, pointer);
            case USB -> usb();
            case IDE, VIRTIO_BLK, NVME -> BOARD;
        };
    }

    private Optional<String> existing(Controller.Kind kind, @Nullable String iothread) {
        List<Controller> controllers = spec.devices().controllers();
        for (int i = 0; i < controllers.size(); i++) {
            if (controllers.get(i).kind() == kind
                    && (iothread == null || iothread.equals(controllers.get(i).iothread()))) {
                return Optional.of(DeviceIds.controller(controllers.get(i), i));
            }
        }
        return Optional.empty();
    }

    private String addController(String driver, String prefix, @Nullable String iothread, String pointer) {
        String key = driver + "/" + iothread;
        ImplicitController known = implicit.get(key);
        if (known == null) {
            long number = implicit.values().stream()
                    .filter(other -> other.driver().equals(driver))
                    .count();
            known = new ImplicitController(driver, prefix + number, iothread, pointer);
            implicit.put(key, known);
        }
        return known.id();
    }

    private String usb() {
        Usb usb = spec.devices().usb();
        return usb == null ? "usb" : DeviceIds.single(usb, "usb");
    }

    private String key(int index, String controller) {
        return spec.disks().get(index).effectiveBus() + "/" + controller;
    }

    private BitSet taken(String key) {
        return Objects.requireNonNull(taken.computeIfAbsent(key, _ -> new BitSet()));
    }

    private int unit(Disk disk, int index, String controller) {
        if (disk.unit() != null) {
            return disk.unit();
        }
        BitSet used = taken(key(index, controller));
        int unit = used.nextClearBit(0);
        used.set(unit);
        return unit;
    }

    private Map<String, String> address(Disk disk, int index, String controller) {
        Map<String, String> properties = new LinkedHashMap<>();
        switch (disk.effectiveBus()) {
            case VIRTIO_BLK, NVME -> {}
            case USB -> properties.put("bus", controller + ".0");
            case VIRTIO_SCSI -> {
                properties.put("bus", controller + ".0");
                properties.put("scsi-id", Integer.toString(unit(disk, index, controller)));
            }
            case SATA -> {
                int unit = unit(disk, index, controller);
                properties.put("bus", (controller.equals(BOARD) ? "ide" : controller) + "." + unit % AHCI_PORTS);
            }
            case IDE -> {
                int unit = unit(disk, index, controller);
                properties.put("bus", "ide." + unit / 2);
                properties.put("unit", Integer.toString(unit % 2));
            }
        }
        return properties;
    }
}

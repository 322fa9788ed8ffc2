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

/** Gives every disk on a shared controller its place: those that the definition names first, then the next free one. */
final class DiskAddresses {

    private static final int AHCI_PLACES = 6;

    private static final String BOARD = "";

    private final VmSpec spec;

    private final BoardDevices board;

    private final Map<String, MadeController> made = new LinkedHashMap<>();

    private final Map<String, BitSet> taken = new LinkedHashMap<>();

    private final List<Map<String, String>> places = new ArrayList<>();

    /**
     * A controller that no field names.
     *
     * @param driver {@code virtio-scsi} or {@code ich9-ahci}
     * @param id its id
     * @param iothread the I/O thread that serves it; null for the main loop
     * @param pointer the first disk that needs it
     */
    record MadeController(
            String driver, String id, @Nullable String iothread, String pointer) {}

    DiskAddresses(VmSpec spec, BoardDevices board) {
        this.spec = spec;
        this.board = board;
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < spec.disks().size(); i++) {
            hosts.add(host(spec.disks().get(i), i));
        }
        for (int i = 0; i < spec.disks().size(); i++) {
            Integer unit = spec.disks().get(i).unit();
            if (unit != null) {
                taken(key(i, hosts.get(i))).set(unit);
            }
        }
        for (int i = 0; i < spec.disks().size(); i++) {
            places.add(place(spec.disks().get(i), i, hosts.get(i)));
        }
    }

    /** The controllers that have to be made, in the order in which disks need them. */
    List<MadeController> made() {
        return List.copyOf(made.values());
    }

    /** The properties that put a disk in its place. */
    Map<String, String> of(int index) {
        return places.get(index);
    }

    /** The id of the controller that a disk hangs on; the empty text for the board's own. */
    private String host(Disk disk, int index) {
        if (disk.controller() != null) {
            return disk.controller();
        }
        String pointer = "/disks/" + index;
        return switch (disk.effectiveBus()) {
            case VIRTIO_SCSI ->
                existing(Controller.Kind.VIRTIO_SCSI, disk.iothread())
                        .orElseGet(() -> make("virtio-scsi", "scsi", disk.iothread(), pointer));
            case SATA -> board.sataPlaces() > 0 ? BOARD : make("ich9-ahci", "sata", null, pointer);
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

    private String make(String driver, String prefix, @Nullable String iothread, String pointer) {
        String key = driver + "/" + iothread;
        MadeController known = made.get(key);
        if (known == null) {
            long number = made.values().stream()
                    .filter(other -> other.driver().equals(driver))
                    .count();
            known = new MadeController(driver, prefix + number, iothread, pointer);
            made.put(key, known);
        }
        return known.id();
    }

    private String usb() {
        Usb usb = spec.devices().usb();
        return usb == null ? "usb" : DeviceIds.single(usb, "usb");
    }

    private String key(int index, String host) {
        return spec.disks().get(index).effectiveBus() + "/" + host;
    }

    private BitSet taken(String key) {
        return Objects.requireNonNull(taken.computeIfAbsent(key, _ -> new BitSet()));
    }

    private int unit(Disk disk, int index, String host) {
        if (disk.unit() != null) {
            return disk.unit();
        }
        BitSet used = taken(key(index, host));
        int unit = used.nextClearBit(0);
        used.set(unit);
        return unit;
    }

    private Map<String, String> place(Disk disk, int index, String host) {
        Map<String, String> properties = new LinkedHashMap<>();
        switch (disk.effectiveBus()) {
            case VIRTIO_BLK, NVME -> {}
            case USB -> properties.put("bus", host + ".0");
            case VIRTIO_SCSI -> {
                properties.put("bus", host + ".0");
                properties.put("scsi-id", Integer.toString(unit(disk, index, host)));
            }
            case SATA -> {
                int unit = unit(disk, index, host);
                properties.put("bus", (host.equals(BOARD) ? "ide" : host) + "." + unit % AHCI_PLACES);
            }
            case IDE -> {
                int unit = unit(disk, index, host);
                properties.put("bus", "ide." + unit / 2);
                properties.put("unit", Integer.toString(unit % 2));
            }
        }
        return properties;
    }
}

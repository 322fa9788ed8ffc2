package dev.outset.commandline.device;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Disk;
import dev.outset.vm.machine.BoardDevices;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Renders disks: the block node of the image, the controller if needed, and the device that the guest sees. */
public final class DiskOptions {

    private static final int MAX_NODE_NAME = 31;

    private final VmSpec spec;

    private final BoardDevices board;

    private final DiskAddresses addresses;

    /** Creates a renderer for the disks and controllers of a definition. */
    public DiskOptions(VmSpec spec, BoardDevices board) {
        this.spec = spec;
        this.board = board;
        this.addresses = new DiskAddresses(spec, board);
    }

    /** Renders I/O threads, controllers and disks. */
    public void add(OptionList options) {
        threads(options);
        DeviceTable.CONTROLLERS.addAll(
                options, spec.devices().controllers(), DeviceIds::controller, board, "A controller of the definition.");
        addresses
                .implicitControllers()
                .forEach(controller -> options.add(
                        "-device",
                        controller.driver().equals("ich9-ahci")
                                ? DeviceText.of("ich9-ahci", controller.id())
                                : DeviceText.of(board.virtio(controller.driver()), controller.id())
                                        .withOptional("iothread", controller.iothread()),
                        controller.pointer(),
                        "The controller of this disk."));
        ConsoleOptions.controller(options, spec, board);
        for (int i = 0; i < spec.disks().size(); i++) {
            disk(options, spec.disks().get(i), i);
        }
    }

    private void threads(OptionList options) {
        // Sorted by name, so that importing a rendered command line renders the same command line again.
        Map<String, String> threads = new TreeMap<>();
        for (int i = 0; i < spec.devices().controllers().size(); i++) {
            thread(threads, spec.devices().controllers().get(i).iothread(), "/devices/controllers/" + i);
        }
        for (int i = 0; i < spec.disks().size(); i++) {
            thread(threads, spec.disks().get(i).iothread(), "/disks/" + i);
        }
        threads.forEach((name, pointer) ->
                options.add("-object", OptionText.of("iothread").with("id", name), pointer, "An I/O thread."));
    }

    private static void thread(Map<String, String> threads, @Nullable String name, String pointer) {
        if (name != null) {
            threads.putIfAbsent(name, pointer + "/iothread");
        }
    }

    private void disk(OptionList options, Disk disk, int index) {
        String pointer = "/disks/" + index;
        String id = DeviceIds.disk(disk, index);
        String node = id.length() > MAX_NODE_NAME ? "disk" + index : id;
        if (disk.path() != null) {
            options.add("-blockdev", node(disk, disk.path(), node), pointer, "The image of the disk.");
        }
        OptionText text = DeviceText.of(driver(disk), id);
        if (disk.path() != null) {
            text.with("drive", node);
        }
        addresses.of(index).forEach(text::with);
        if (disk.effectiveBus() == Disk.Bus.VIRTIO_BLK) {
            text.withOptional("iothread", disk.iothread());
        }
        text.withOptional("serial", serial(disk, id));
        if (!disk.cache().writeback() && disk.path() != null) {
            text.with("write-cache", false);
        }
        text.withOptional("bootindex", disk.bootOrder());
        options.add("-device", DeviceText.withPlacement(text, disk), pointer, "The disk that the guest sees.");
    }

    /** The serial number; NVMe requires one. */
    private static @Nullable String serial(Disk disk, String id) {
        return disk.effectiveBus() == Disk.Bus.NVME ? Objects.requireNonNullElse(disk.serial(), id) : disk.serial();
    }

    private static OptionText node(Disk disk, String path, String name) {
        OptionText text = OptionText.empty()
                .with("driver", disk.effectiveFormat().toString())
                .with("node-name", name);
        if (disk.isReadOnly()) {
            text.with("read-only", true);
        } else if (disk.discard() == Disk.Discard.UNMAP) {
            text.with("discard", "unmap");
        }
        if (disk.cache().direct()) {
            text.with("cache.direct", true);
        }
        if (disk.cache().noFlush()) {
            text.with("cache.no-flush", true);
        }
        text.withOptional("detect-zeroes", disk.detectZeroes());
        return text.with("file.driver", disk.source() == Disk.Source.FILE ? "file" : "host_device")
                .with("file.filename", path)
                .withOptional("file.aio", disk.aio());
    }

    private String driver(Disk disk) {
        boolean cdrom = disk.media() == Disk.Media.CDROM;
        return switch (disk.effectiveBus()) {
            case VIRTIO_BLK -> board.virtio("virtio-blk");
            case VIRTIO_SCSI -> cdrom ? "scsi-cd" : "scsi-hd";
            case NVME -> "nvme";
            case SATA, IDE -> cdrom ? "ide-cd" : "ide-hd";
            case USB -> "usb-storage";
        };
    }
}

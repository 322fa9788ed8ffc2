package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.property.PropertyNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Disks, their images and their controllers. */
final class DiskImport {

    private static final Map<String, String> BUSES = Map.of(
            "virtio-blk", "virtio-blk",
            "scsi-hd", "virtio-scsi",
            "scsi-cd", "virtio-scsi",
            "nvme", "nvme",
            "ide-hd", "sata",
            "ide-cd", "sata",
            "usb-storage", "usb");

    private final SpecBuilder draft;

    private final DiskImages images;

    DiskImport(SpecBuilder draft) {
        this.draft = draft;
        this.images = new DiskImages(draft);
    }

    /** Whether a driver is a disk. */
    static boolean isDisk(String driver) {
        return BUSES.containsKey(driver);
    }

    /** Maps a {@code -device} that is a disk. */
    void device(CliOption word, String driver, KeyValues members) {
        ObjectNode disk = SpecBuilder.object();
        SpecBuilder.put(disk, "id", members.take("id"));
        String drive = members.take("drive");
        DiskImages.Image image = drive == null ? null : images.byId(drive);
        boolean cdrom = driver.endsWith("-cd");
        if (cdrom) {
            disk.put("media", "cdrom");
        }
        place(disk, driver, members);
        String writeCache = members.take("write-cache");
        if (image != null) {
            image.describe(disk, writeCache == null || writeCache.equals("auto") || KeyValues.isOn(writeCache));
        } else if (!cdrom) {
            throw new UnmappableOptionException("A disk without an image has no field");
        }
        SpecBuilder.put(disk, "serial", members.take("serial"));
        String iothread = members.take("iothread");
        SpecBuilder.put(disk, "iothread", iothread);
        SpecBuilder.putNumber(disk, "bootOrder", members.take("bootindex"));
        SpecBuilder.putOptions(disk, members, PropertyNames.DEVICE);
        thread(draft, iothread);
        String pointer = draft.add(disk, "disks");
        word.mapped(pointer, "A disk as the guest sees it");
        if (image != null) {
            image.settle(pointer, "The image of the disk");
        }
    }

    /** Takes the object of an I/O thread; the definition makes one by its name. */
    static void thread(SpecBuilder draft, @Nullable String name) {
        CliOption object = name == null ? null : draft.findBackend("-object", name);
        if (object != null) {
            KeyValues members = object.members("qom-type");
            if (!members.need("qom-type").equals("iothread")) {
                throw new UnmappableOptionException("It is no I/O thread");
            }
            members.take("id");
            members.done();
            object.mapped("", "An I/O thread, made for those that name it");
        }
    }

    private void place(ObjectNode disk, String driver, KeyValues members) {
        String bus = BUSES.get(driver);
        switch (driver) {
            case "virtio-blk", "nvme" -> DeviceImport.pci(draft, disk, members);
            case "scsi-hd", "scsi-cd" -> {
                String host = members.take("bus");
                if (host != null) {
                    disk.put("controller", controller(host, ".0", "virtio-scsi"));
                }
                SpecBuilder.putNumber(disk, "unit", members.take("scsi-id"));
            }
            case "usb-storage" -> {
                String host = members.take("bus");
                if (host != null && !(usbId() + ".0").equals(host)) {
                    throw new UnmappableOptionException("It hangs on a USB controller that no field describes");
                }
            }
            default -> bus = ide(disk, members);
        }
        disk.put("bus", bus);
    }

    private String usbId() {
        return draft.spec().path("devices").path("usb").path("id").asString("usb");
    }

    /** Whether it hangs on the board's IDE or SATA controller, or on an AHCI controller of its own. */
    private String ide(ObjectNode disk, KeyValues members) {
        String bus = members.take("bus");
        String unit = members.take("unit");
        BoardDevices board = draft.board();
        if (bus == null) {
            return board.idePlaces() > 0 ? "ide" : "sata";
        }
        int dot = bus.lastIndexOf('.');
        String host = dot < 0 ? bus : bus.substring(0, dot);
        long number = dot < 0 ? 0 : Long.parseLong(bus.substring(dot + 1));
        if (host.equals("ide") && board.idePlaces() > 0) {
            disk.put("unit", 2 * number + (unit == null ? 0 : Long.parseLong(unit)));
            return "ide";
        }
        if (unit != null && !unit.equals("0")) {
            throw new UnmappableOptionException("A SATA port takes one disk");
        }
        if (!host.equals("ide")) {
            disk.put("controller", controller(host + ".0", ".0", "ahci"));
        }
        disk.put("unit", number);
        return "sata";
    }

    private String controller(String bus, String suffix, String kind) {
        String id = bus.endsWith(suffix) ? bus.substring(0, bus.length() - suffix.length()) : bus;
        for (var controller : draft.list("devices", "controllers")) {
            if (controller.path("id").asString("").equals(id)
                    && controller.path("kind").asString("").equals(kind)) {
                return id;
            }
        }
        throw new UnmappableOptionException("It hangs on a controller that no field describes");
    }

    /** Maps drives that are disks by themselves: {@code -drive if=…}, {@code -hda}, {@code -cdrom}, a bare image. */
    void drives() {
        draft.each("-drive", this::selfContained);
        for (int i = 0; i < 4; i++) {
            String option = "-hd" + (char) ('a' + i);
            int unit = i;
            draft.each(option, word -> plain(word, "ide", unit, false));
        }
        draft.each("-cdrom", word -> plain(word, "ide", 2, true));
        draft.each("", word -> plain(word, "ide", 0, false));
    }

    private void selfContained(CliOption word) {
        KeyValues members = word.members(null);
        String kind = members.take("if");
        if ("pflash".equals(kind)) {
            flash(word, members);
            return;
        }
        if (kind != null && Set.of("none", "floppy", "sd", "mtd").contains(kind)) {
            throw new UnmappableOptionException("No device of a definition uses it");
        }
        DiskImages.Image image = images.drive(word, members);
        String index = members.takeAny("index", "unit");
        members.take("id");
        members.take("bus");
        ObjectNode disk = SpecBuilder.object();
        SpecBuilder.put(disk, "serial", members.take("serial"));
        members.done();
        disk(word, image, disk, kind == null ? "ide" : kind, index == null ? null : Long.valueOf(index));
    }

    private void plain(CliOption word, String bus, long unit, boolean cdrom) {
        String path = word.text();
        DiskImages.Image image = new DiskImages.Image(
                List.of(word),
                path,
                path.startsWith("/dev/") ? "block-device" : "file",
                DiskImages.guessed(path, cdrom),
                true,
                false,
                false,
                cdrom,
                false,
                null,
                null,
                cdrom);
        disk(word, image, SpecBuilder.object(), bus, unit);
    }

    private void disk(CliOption word, DiskImages.Image image, ObjectNode disk, String kind, @Nullable Long unit) {
        boolean onBoard = kind.equals("ide");
        switch (kind) {
            case "virtio" -> disk.put("bus", image.cdrom() ? "sata" : "virtio-blk");
            case "scsi" -> disk.put("bus", "virtio-scsi");
            case "ide" -> disk.put("bus", draft.board().idePlaces() > 0 ? "ide" : "sata");
            default -> throw new UnmappableOptionException("No field describes a drive on '" + kind + "'");
        }
        if (image.cdrom()) {
            disk.put("media", "cdrom");
        }
        if (unit != null && onBoard) {
            disk.put("unit", unit);
        }
        image.describe(disk, true);
        String pointer = draft.add(disk, "disks");
        image.settle(pointer, "A disk, and how the guest sees it");
        if (!word.text().contains("format=")) {
            draft.note(
                    pointer + "/format",
                    "import-format",
                    "The line leaves the format to QEMU, which looks into the image; its name says " + image.format(),
                    "Check the format");
        }
    }

    /** Firmware in the old form: the first drive is the code, the second the variables. */
    private void flash(CliOption word, KeyValues members) {
        DiskImages.Image image = images.drive(word, members);
        String unit = members.takeAny("unit", "index");
        members.take("id");
        members.done();
        ObjectNode firmware = draft.at("machine", "firmware");
        boolean isCode = unit == null ? !firmware.has("image") : unit.equals("0");
        firmware.put("kind", "uefi");
        if (isCode) {
            firmware.put("image", image.path());
        } else {
            firmware.put("variables", image.path()).put("variablesFormat", image.format());
        }
        word.mapped(
                isCode ? "/machine/firmware/image" : "/machine/firmware/variables",
                isCode ? "The code of the UEFI firmware" : "UEFI's variable store");
    }
}

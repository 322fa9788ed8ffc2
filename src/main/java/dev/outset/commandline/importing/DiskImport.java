package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.property.PropertyNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Imports disks and their images. */
final class DiskImport {

    private static final Map<String, String> BUSES = Map.of(
            "virtio-blk", "virtio-blk",
            "scsi-hd", "virtio-scsi",
            "scsi-cd", "virtio-scsi",
            "nvme", "nvme",
            "ide-hd", "sata",
            "ide-cd", "sata",
            "usb-storage", "usb");

    private final SpecBuilder builder;

    private final DiskImages images;

    DiskImport(SpecBuilder builder) {
        this.builder = builder;
        this.images = new DiskImages(builder);
    }

    static boolean isDisk(String driver) {
        return BUSES.containsKey(driver);
    }

    void device(CliOption option, String driver, KeyValues members) {
        ObjectNode disk = SpecBuilder.object();
        SpecBuilder.put(disk, "id", members.take("id"));
        String drive = members.take("drive");
        DiskImages.Image image = drive == null ? null : images.byId(drive);
        boolean cdrom = driver.endsWith("-cd");
        if (cdrom) {
            disk.put("media", "cdrom");
        }
        attach(disk, driver, members);
        String writeCache = members.take("write-cache");
        if (image != null) {
            image.writeTo(disk, writeCache == null || writeCache.equals("auto") || KeyValues.isOn(writeCache));
        } else if (!cdrom) {
            throw new UnmappableOptionException("No field for a disk without an image");
        }
        SpecBuilder.put(disk, "serial", members.take("serial"));
        String iothread = members.take("iothread");
        SpecBuilder.put(disk, "iothread", iothread);
        SpecBuilder.putNumber(disk, "bootOrder", members.take("bootindex"));
        SpecBuilder.putOptions(disk, members, PropertyNames.DEVICE);
        takeThread(builder, iothread);
        String pointer = builder.add(disk, "/disks");
        option.markMapped(pointer, "The disk that the guest sees");
        if (image != null) {
            image.markMapped(pointer, "The image of the disk");
        }
    }

    /** Takes the object of an I/O thread, which the definition creates from its name. */
    static void takeThread(SpecBuilder builder, @Nullable String name) {
        CliOption object = name == null ? null : builder.findBackend("-object", name);
        if (object != null) {
            KeyValues members = object.members();
            if (!members.require("qom-type").equals("iothread")) {
                throw new UnmappableOptionException("The object is not an I/O thread");
            }
            members.take("id");
            members.requireEmpty();
            object.markMapped("", "An I/O thread, created for the devices that refer to it");
        }
    }

    private void attach(ObjectNode disk, String driver, KeyValues members) {
        String bus = BUSES.get(driver);
        switch (driver) {
            case "virtio-blk", "nvme" -> DeviceImport.pci(builder, disk, members);
            case "scsi-hd", "scsi-cd" -> {
                String controller = members.take("bus");
                if (controller != null) {
                    disk.put("controller", controllerId(controller, "virtio-scsi"));
                }
                SpecBuilder.putNumber(disk, "unit", members.take("scsi-id"));
            }
            case "usb-storage" -> DeviceImport.usbBus(builder, members);
            default -> bus = ide(disk, members);
        }
        disk.put("bus", bus);
    }

    /** Attaches a disk to the built-in IDE or SATA controller, or to an AHCI controller; returns the bus. */
    private String ide(ObjectNode disk, KeyValues members) {
        String bus = members.take("bus");
        String unit = members.take("unit");
        BoardDevices board = builder.board();
        if (bus == null) {
            return board.ideUnits() > 0 ? "ide" : "sata";
        }
        int dot = bus.lastIndexOf('.');
        String controller = dot < 0 ? bus : bus.substring(0, dot);
        long number = dot < 0 ? 0 : Long.parseLong(bus.substring(dot + 1));
        if (controller.equals("ide") && board.ideUnits() > 0) {
            disk.put("unit", 2 * number + (unit == null ? 0 : Long.parseLong(unit)));
            return "ide";
        }
        if (unit != null && !unit.equals("0")) {
            throw new UnmappableOptionException("A SATA port supports one disk");
        }
        if (!controller.equals("ide")) {
            disk.put("controller", controllerId(controller + ".0", "ahci"));
        }
        disk.put("unit", number);
        return "sata";
    }

    /** Returns the id of the controller with a bus, which ends with {@code .0}. */
    private String controllerId(String bus, String kind) {
        String id = bus.endsWith(".0") ? bus.substring(0, bus.length() - ".0".length()) : bus;
        return builder.listAt("/devices/controllers")
                .valueStream()
                .filter(controller -> controller.path("kind").asString("").equals(kind))
                .map(controller -> controller.path("id").asString(""))
                .filter(id::equals)
                .findFirst()
                .orElseThrow(() -> new UnmappableOptionException("No field for the controller of the disk"));
    }

    /** Maps options that define a disk without {@code -device}, such as {@code -drive if=…}, {@code -hda} and an image. */
    void drives() {
        builder.forEach("-drive", this::selfContained);
        for (int i = 0; i < 4; i++) {
            String optionName = "-hd" + (char) ('a' + i);
            int unit = i;
            builder.forEach(optionName, option -> plain(option, "ide", unit, false));
        }
        builder.forEach("-cdrom", option -> plain(option, "ide", 2, true));
        builder.forEach("", option -> plain(option, "ide", 0, false));
    }

    private void selfContained(CliOption option) {
        KeyValues members = option.members();
        String kind = members.take("if");
        if ("pflash".equals(kind)) {
            flash(option, members);
            return;
        }
        if (kind != null && Set.of("none", "floppy", "sd", "mtd").contains(kind)) {
            throw new UnmappableOptionException("No device in the definition uses the drive");
        }
        DiskImages.Image image = images.drive(option, members);
        String index = members.takeAny("index", "unit");
        members.take("id");
        members.take("bus");
        ObjectNode disk = SpecBuilder.object();
        SpecBuilder.put(disk, "serial", members.take("serial"));
        members.requireEmpty();
        disk(option, image, disk, kind == null ? "ide" : kind, index == null ? null : Long.valueOf(index));
    }

    private void plain(CliOption option, String bus, long unit, boolean cdrom) {
        String path = option.requireValue();
        DiskImages.Image image = new DiskImages.Image(
                List.of(option),
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
        disk(option, image, SpecBuilder.object(), bus, unit);
    }

    private void disk(CliOption option, DiskImages.Image image, ObjectNode disk, String kind, @Nullable Long unit) {
        boolean onBoard = kind.equals("ide");
        switch (kind) {
            case "virtio" -> disk.put("bus", image.cdrom() ? "sata" : "virtio-blk");
            case "scsi" -> disk.put("bus", "virtio-scsi");
            case "ide" -> disk.put("bus", builder.board().ideUnits() > 0 ? "ide" : "sata");
            default -> throw new UnmappableOptionException("No field for a drive on '" + kind + "'");
        }
        if (image.cdrom()) {
            disk.put("media", "cdrom");
        }
        if (unit != null && onBoard) {
            disk.put("unit", unit);
        }
        image.writeTo(disk, true);
        String pointer = builder.add(disk, "/disks");
        image.markMapped(pointer, "A disk and its image");
        if (!option.requireValue().contains("format=")) {
            builder.addNote(
                    pointer + "/format",
                    "import-format",
                    "The command line does not set the format, so QEMU probes the image; the file name suggests "
                            + image.format(),
                    "Check the format of the image");
        }
    }

    /** Maps firmware in the older form: the first drive is the code, the second the variable store. */
    private void flash(CliOption option, KeyValues members) {
        DiskImages.Image image = images.drive(option, members);
        String unit = members.takeAny("unit", "index");
        members.take("id");
        members.requireEmpty();
        ObjectNode firmware = builder.objectAt("/machine/firmware");
        boolean isCode = unit == null ? !firmware.has("image") : unit.equals("0");
        firmware.put("kind", "uefi");
        if (isCode) {
            firmware.put("image", image.path());
        } else {
            firmware.put("variables", image.path()).put("variablesFormat", image.format());
        }
        option.markMapped(
                isCode ? "/machine/firmware/image" : "/machine/firmware/variables",
                isCode ? "The UEFI firmware code" : "The UEFI variable store");
    }
}

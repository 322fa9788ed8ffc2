package dev.outset.validation.hardware;

import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Controller;
import dev.outset.vm.device.Disk;
import dev.outset.vm.machine.BoardDevices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules for disks and their bus, controller and cache mode. */
final class DiskRules {

    private static final String BUS = "/bus";

    private static final String MEDIA = "/media";

    private static final String CONTROLLER = "/controller";

    private static final int SHORT_SERIAL = 20;

    private DiskRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.forEach("disk-media", Located::disks, DiskRules::media, MEDIA),
                Rule.forEach("disk-bus", Located::disks, DiskRules::bus, BUS, MEDIA)
                        .needing("/machine/type", "/devices/usb"),
                Rule.forEach("disk-controller", Located::disks, DiskRules::controller, BUS, MEDIA)
                        .needing("/devices/controllers"),
                new Rule("disk-unit", DiskRules::units).needing("/machine/type"),
                Rule.forEach("disk-iothread", Located::disks, DiskRules::iothreads, BUS, MEDIA, CONTROLLER),
                Rule.forEach("disk-aio", Located::disks, DiskRules::aio, "/cache"),
                Rule.forEach("disk-serial", Located::disks, DiskRules::serials, BUS, MEDIA));
    }

    private static void media(ValidationContext context, Located<Disk> located, ViolationCollector findings) {
        Disk disk = located.part();
        if (disk.path() == null && disk.media() == Disk.Media.DISK) {
            findings.error(located.at("/path"), "A disk requires an image", "Set path to a file or block device");
        }
        boolean hasDrives = disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI
                || disk.effectiveBus() == Disk.Bus.SATA
                || disk.effectiveBus() == Disk.Bus.IDE;
        if (disk.media() == Disk.Media.CDROM && !hasDrives) {
            findings.error(
                    located.at(BUS),
                    "CD-ROM drives are not supported on " + disk.effectiveBus(),
                    "Use sata, ide or virtio-scsi");
        }
    }

    private static void bus(ValidationContext context, Located<Disk> located, ViolationCollector findings) {
        Disk.Bus bus = located.part().effectiveBus();
        if (bus == Disk.Bus.IDE && context.board().ideUnits() == 0) {
            findings.error(
                    located.at(BUS), "The machine has no IDE controller", "Use sata, or choose the machine type pc");
        }
        if (bus == Disk.Bus.USB && context.spec().devices().usb() == null) {
            findings.error(
                    located.at(BUS),
                    "The machine has no USB controller",
                    "Add one under devices.usb",
                    "Bus 'usb.0' not found");
        }
        boolean onPci = bus == Disk.Bus.VIRTIO_BLK || bus == Disk.Bus.NVME;
        if (located.part().pci() != null && !onPci) {
            findings.error(
                    located.at("/pci"),
                    "A disk on " + bus + " is attached to a controller, not to the PCI bus",
                    "Set the PCI address of the controller instead");
        }
    }

    private static void controller(ValidationContext context, Located<Disk> located, ViolationCollector findings) {
        String name = located.part().controller();
        Disk.Bus bus = located.part().effectiveBus();
        if (name == null) {
            return;
        }
        Controller.Kind wanted = bus == Disk.Bus.VIRTIO_SCSI ? Controller.Kind.VIRTIO_SCSI : Controller.Kind.AHCI;
        if (bus != Disk.Bus.VIRTIO_SCSI && bus != Disk.Bus.SATA) {
            findings.error(
                    located.at(CONTROLLER), "A disk on " + bus + " has no selectable controller", "Leave it out");
        } else if (find(context.spec(), name)
                .map(Controller::kind)
                .filter(wanted::equals)
                .isEmpty()) {
            findings.error(
                    located.at(CONTROLLER),
                    "There is no " + wanted + " controller '" + name + "'",
                    "Add it under devices.controllers, or leave it out",
                    "Bus '" + name + ".0' not found");
        }
    }

    private static Optional<Controller> find(VmSpec spec, String name) {
        List<Controller> controllers = spec.devices().controllers();
        for (int i = 0; i < controllers.size(); i++) {
            if (DeviceIds.controller(controllers.get(i), i).equals(name)) {
                return Optional.of(controllers.get(i));
            }
        }
        return Optional.empty();
    }

    private static void units(ValidationContext context, ViolationCollector findings) {
        Map<String, String> taken = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Located<Disk> located : Located.disks(context.spec())) {
            Disk disk = located.part();
            if (!context.canRead(located, BUS, MEDIA, CONTROLLER)) {
                continue;
            }
            Integer units = unitCount(disk, context.board());
            if (units == null) {
                if (disk.unit() != null) {
                    findings.error(
                            located.at("/unit"),
                            "A disk on " + disk.effectiveBus() + " has no unit number",
                            "Leave it out");
                }
                continue;
            }
            String host = disk.effectiveBus() + " " + disk.controller() + " "
                    + (disk.controller() == null && disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI
                            ? disk.iothread()
                            : null);
            if (units > 0 && disk.unit() != null && disk.unit() >= units) {
                findings.error(
                        located.at("/unit"), "The controller has the units 0 to " + (units - 1), "Choose another unit");
            } else if (disk.unit() != null) {
                String other = taken.putIfAbsent(host + "/" + disk.unit(), located.pointer());
                if (other != null) {
                    findings.error(
                            located.at("/unit"),
                            "The unit " + disk.unit() + " is already used by " + other,
                            "Choose another unit");
                }
            }
            int count = counts.merge(host, 1, Integer::sum);
            if (units > 0 && count == units + 1) {
                findings.error(
                        located.pointer(),
                        "The controller has only " + units + " units",
                        "Use virtio-scsi, or add another controller");
            }
        }
    }

    private static @Nullable Integer unitCount(Disk disk, BoardDevices board) {
        return switch (disk.effectiveBus()) {
            case VIRTIO_SCSI -> 256;
            case SATA -> 6;
            case IDE -> board.ideUnits();
            case VIRTIO_BLK, NVME, USB -> null;
        };
    }

    private static void iothreads(ValidationContext context, Located<Disk> located, ViolationCollector findings) {
        Disk disk = located.part();
        if (disk.iothread() == null) {
            return;
        }
        boolean possible = disk.effectiveBus() == Disk.Bus.VIRTIO_BLK || disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI;
        if (!possible) {
            findings.error(
                    located.at("/iothread"),
                    "Only virtio-blk and virtio-scsi support I/O threads",
                    "Leave it out, or use another bus");
        } else if (disk.controller() != null) {
            findings.error(
                    located.at("/iothread"),
                    "The I/O thread must be set on the controller '" + disk.controller() + "'",
                    "Move iothread to the controller");
        }
    }

    private static void aio(ValidationContext context, Located<Disk> located, ViolationCollector findings) {
        if (located.part().aio() == Disk.Aio.NATIVE && !located.part().cache().direct()) {
            findings.error(
                    located.at("/aio"),
                    "aio native requires a cache mode that bypasses the host's page cache",
                    "Set cache to none or directsync, or use threads",
                    "aio=native was specified, but it requires cache.direct=on, which was not specified.");
        }
    }

    private static void serials(ValidationContext context, Located<Disk> located, ViolationCollector findings) {
        String serial = located.part().serial();
        boolean isShort = located.part().effectiveBus() != Disk.Bus.VIRTIO_SCSI
                && located.part().effectiveBus() != Disk.Bus.USB;
        if (serial != null && isShort && serial.length() > SHORT_SERIAL) {
            findings.warning(
                    located.at("/serial"),
                    "The guest sees only the first " + SHORT_SERIAL + " characters of the serial number",
                    "Use a shorter serial number");
        }
    }
}

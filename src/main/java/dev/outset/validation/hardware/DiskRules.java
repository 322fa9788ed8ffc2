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

/** Disks: what their bus, controller and cache allow. */
final class DiskRules {

    private static final int SHORT_SERIAL = 20;

    private DiskRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("disk-media", DiskRules::media),
                new Rule("disk-bus", DiskRules::bus),
                new Rule("disk-controller", DiskRules::controller),
                new Rule("disk-unit", DiskRules::units),
                new Rule("disk-iothread", DiskRules::iothreads),
                new Rule("disk-aio", DiskRules::aio),
                new Rule("disk-serial", DiskRules::serials));
    }

    private static List<Located<Disk>> disks(ValidationContext subject) {
        return Located.each(subject.spec().disks(), "/disks");
    }

    private static void media(ValidationContext subject, ViolationCollector findings) {
        for (Located<Disk> spot : disks(subject)) {
            Disk disk = spot.part();
            if (disk.path() == null && disk.media() == Disk.Media.DISK) {
                findings.error(spot.pointer() + "/path", "A disk needs an image", "Name a file or block device");
            }
            boolean hasDrives = disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI
                    || disk.effectiveBus() == Disk.Bus.SATA
                    || disk.effectiveBus() == Disk.Bus.IDE;
            if (disk.media() == Disk.Media.CDROM && !hasDrives) {
                findings.error(
                        spot.pointer() + "/bus",
                        "There are no CD-ROM drives on " + disk.effectiveBus(),
                        "Use sata, ide or virtio-scsi");
            }
        }
    }

    private static void bus(ValidationContext subject, ViolationCollector findings) {
        BoardDevices board = subject.board();
        for (Located<Disk> spot : disks(subject)) {
            Disk.Bus bus = spot.part().effectiveBus();
            if (bus == Disk.Bus.IDE && board.idePlaces() == 0) {
                findings.error(
                        spot.pointer() + "/bus",
                        "The machine has no IDE controller",
                        "Use sata, or a machine of type pc");
            }
            if (bus == Disk.Bus.USB && subject.spec().devices().usb() == null) {
                findings.error(
                        spot.pointer() + "/bus",
                        "The machine has no USB controller",
                        "Add one under devices.usb",
                        "Bus 'usb.0' not found");
            }
            boolean placed = bus == Disk.Bus.VIRTIO_BLK || bus == Disk.Bus.NVME;
            if (spot.part().pci() != null && !placed) {
                findings.error(
                        spot.pointer() + "/pci",
                        "A disk on " + bus + " sits on a controller, not on the PCI bus",
                        "Give the place to the controller");
            }
        }
    }

    private static void controller(ValidationContext subject, ViolationCollector findings) {
        for (Located<Disk> spot : disks(subject)) {
            String name = spot.part().controller();
            Disk.Bus bus = spot.part().effectiveBus();
            if (name == null) {
                continue;
            }
            Controller.Kind wanted = bus == Disk.Bus.VIRTIO_SCSI ? Controller.Kind.VIRTIO_SCSI : Controller.Kind.AHCI;
            if (bus != Disk.Bus.VIRTIO_SCSI && bus != Disk.Bus.SATA) {
                findings.error(
                        spot.pointer() + "/controller",
                        "A disk on " + bus + " has no controller to name",
                        "Leave it out");
            } else if (find(subject.spec(), name)
                    .map(Controller::kind)
                    .filter(wanted::equals)
                    .isEmpty()) {
                findings.error(
                        spot.pointer() + "/controller",
                        "There is no " + wanted + " controller '" + name + "'",
                        "Add it under devices.controllers, or leave it out",
                        "Bus '" + name + ".0' not found");
            }
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

    private static void units(ValidationContext subject, ViolationCollector findings) {
        Map<String, String> taken = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Located<Disk> spot : disks(subject)) {
            Disk disk = spot.part();
            Integer places = places(disk, subject.board());
            if (places == null) {
                if (disk.unit() != null) {
                    findings.error(
                            spot.pointer() + "/unit",
                            "A disk on " + disk.effectiveBus() + " has no place on a controller",
                            "Leave it out");
                }
                continue;
            }
            String host = disk.effectiveBus() + " " + disk.controller() + " "
                    + (disk.controller() == null && disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI
                            ? disk.iothread()
                            : null);
            if (places > 0 && disk.unit() != null && disk.unit() >= places) {
                findings.error(
                        spot.pointer() + "/unit",
                        "The controller has the places 0 to " + (places - 1),
                        "Choose another place");
            } else if (disk.unit() != null) {
                String other = taken.putIfAbsent(host + "/" + disk.unit(), spot.pointer());
                if (other != null) {
                    findings.error(
                            spot.pointer() + "/unit",
                            "The place " + disk.unit() + " is taken by " + other,
                            "Choose another place");
                }
            }
            int count = counts.merge(host, 1, Integer::sum);
            if (places > 0 && count == places + 1) {
                findings.error(
                        spot.pointer(),
                        "The controller has only " + places + " places",
                        "Use virtio-scsi, or a controller of its own");
            }
        }
    }

    private static @Nullable Integer places(Disk disk, BoardDevices board) {
        return switch (disk.effectiveBus()) {
            case VIRTIO_SCSI -> 256;
            case SATA -> 6;
            case IDE -> board.idePlaces();
            case VIRTIO_BLK, NVME, USB -> null;
        };
    }

    private static void iothreads(ValidationContext subject, ViolationCollector findings) {
        for (Located<Disk> spot : disks(subject)) {
            Disk disk = spot.part();
            if (disk.iothread() == null) {
                continue;
            }
            boolean possible =
                    disk.effectiveBus() == Disk.Bus.VIRTIO_BLK || disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI;
            if (!possible) {
                findings.error(
                        spot.pointer() + "/iothread",
                        "Only virtio-blk and virtio-scsi can be served by an I/O thread",
                        "Leave it out, or use another bus");
            } else if (disk.controller() != null) {
                findings.error(
                        spot.pointer() + "/iothread",
                        "The I/O thread belongs to the controller '" + disk.controller() + "'",
                        "Move it there");
            }
        }
    }

    private static void aio(ValidationContext subject, ViolationCollector findings) {
        for (Located<Disk> spot : disks(subject)) {
            if (spot.part().aio() == Disk.Aio.NATIVE && !spot.part().cache().direct()) {
                findings.error(
                        spot.pointer() + "/aio",
                        "aio native needs a cache mode that bypasses the host's page cache",
                        "Set cache to none or directsync, or use threads",
                        "aio=native was specified, but it requires cache.direct=on, which was not specified.");
            }
        }
    }

    private static void serials(ValidationContext subject, ViolationCollector findings) {
        for (Located<Disk> spot : disks(subject)) {
            String serial = spot.part().serial();
            boolean isShort = spot.part().effectiveBus() != Disk.Bus.VIRTIO_SCSI
                    && spot.part().effectiveBus() != Disk.Bus.USB;
            if (serial != null && isShort && serial.length() > SHORT_SERIAL) {
                findings.warning(
                        spot.pointer() + "/serial",
                        "The guest sees only the first " + SHORT_SERIAL + " characters of the serial number",
                        "Use a shorter one");
            }
        }
    }
}

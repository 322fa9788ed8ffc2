package dev.outset.validation.hardware;

import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.console.Video;
import dev.outset.vm.device.Balloon;
import dev.outset.vm.device.Controller;
import dev.outset.vm.device.Disk;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.PciAddress;
import dev.outset.vm.device.PciBridge;
import dev.outset.vm.device.Rng;
import dev.outset.vm.device.Vsock;
import dev.outset.vm.device.Watchdog;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.network.NetworkInterface;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where devices sit: on buses that exist, in places that are free. */
final class PciRules {

    private static final int SLOTS = 32;

    /** What the form of a place allows; another one is refused there, and still comes by here. */
    private static final Pattern PLACE = Pattern.compile("(0x)?[0-9a-f]{1,2}(\\.(0x)?[0-7])?");

    private static final Map<BoardDevices, Set<String>> BOARD_FUNCTIONS = Map.of(
            BoardDevices.Q35,
            Set.of("0.0", "1f.0", "1f.2", "1f.3"),
            BoardDevices.I440FX,
            Set.of("0.0", "1.0", "1.1", "1.3"));

    private PciRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("no-pci", PciRules::withoutPci),
                new Rule("pci-address", PciRules::addresses),
                new Rule("pci-slots", PciRules::slots));
    }

    private static void withoutPci(ValidationContext subject, ViolationCollector findings) {
        BoardDevices board = subject.board();
        if (board.hasPci()) {
            return;
        }
        for (Located<GuestDevice> spot : Located.devices(subject.spec())) {
            if (spot.part().pci() != null || needsPci(spot.part(), board)) {
                findings.error(
                        spot.pointer(),
                        "The machine '" + subject.spec().machine().type() + "' has no PCI bus for this device",
                        "Choose a machine with PCI, such as q35, or leave the device out",
                        "No 'PCI' bus found for device");
            }
        }
    }

    private static boolean needsPci(GuestDevice device, BoardDevices board) {
        return switch (device) {
            case Disk disk ->
                switch (disk.effectiveBus()) {
                    case VIRTIO_BLK, VIRTIO_SCSI -> !board.hasVirtio();
                    case NVME, SATA -> true;
                    case IDE, USB -> false;
                };
            case Watchdog watchdog -> watchdog.model() != Watchdog.Model.IB700;
            case NetworkInterface nic -> nic.model() != NetworkInterface.Model.VIRTIO || !board.hasVirtio();
            case Controller controller -> controller.kind() == Controller.Kind.AHCI || !board.hasVirtio();
            case Rng _ -> !board.hasVirtio();
            case Balloon _ -> !board.hasVirtio();
            case Vsock _ -> !board.hasVirtio();
            case Video video -> video.model() != Video.Model.RAMFB;
            default -> true;
        };
    }

    private static void addresses(ValidationContext subject, ViolationCollector findings) {
        BoardDevices board = subject.board();
        if (!board.hasPci()) {
            return;
        }
        String root = board == BoardDevices.Q35 ? "pcie.0" : "pci.0";
        Set<String> buses = buses(subject.spec(), root);
        Map<String, String> taken = new HashMap<>();
        BOARD_FUNCTIONS
                .getOrDefault(board, Set.of())
                .forEach(function -> taken.put(root + "/" + function, "the board"));
        for (Located<GuestDevice> spot : Located.devices(subject.spec())) {
            PciAddress pci = spot.part().pci();
            if (pci != null) {
                address(spot, pci, root, buses, taken, findings);
            }
        }
    }

    private static void address(
            Located<GuestDevice> spot,
            PciAddress pci,
            String root,
            Set<String> buses,
            Map<String, String> taken,
            ViolationCollector findings) {
        String bus = pci.bus() == null ? root : pci.bus();
        if (!buses.contains(bus)) {
            findings.error(
                    spot.pointer() + "/pci/bus",
                    "There is no bus '" + bus + "'",
                    "Name the root bus (" + root + ") or a bridge of devices.pciBridges",
                    "Bus '" + bus + "' not found");
        }
        String function = function(pci.address());
        if (function == null) {
            return;
        }
        if (function.length() > "1f.7".length() || Integer.parseInt(function.split("\\.", -1)[0], 16) >= SLOTS) {
            findings.error(spot.pointer() + "/pci/address", "A bus has the slots 0 to 1f", "Choose another slot");
            return;
        }
        String other = taken.putIfAbsent(bus + "/" + function, spot.pointer());
        if (other != null) {
            findings.error(
                    spot.pointer() + "/pci/address",
                    "The place " + function + " on " + bus + " is taken by " + other,
                    "Choose another place",
                    "PCI: slot " + function.charAt(0) + " function " + function.charAt(function.length() - 1)
                            + " not available");
        }
    }

    /** Slot and function in one form, such as {@code 1f.2}; null when QEMU chooses, or it is no place at all. */
    private static @Nullable String function(@Nullable String address) {
        if (address == null || !PLACE.matcher(address).matches()) {
            return null;
        }
        String[] parts = address.replace("0x", "").split("\\.", -1);
        return Integer.toHexString(Integer.parseInt(parts[0], 16)) + "." + (parts.length == 1 ? "0" : parts[1]);
    }

    private static Set<String> buses(VmSpec spec, String root) {
        Set<String> buses = new HashSet<>(Set.of(root));
        List<PciBridge> bridges = spec.devices().pciBridges();
        for (int i = 0; i < bridges.size(); i++) {
            buses.add(DeviceIds.bridge(bridges.get(i), i));
        }
        return buses;
    }

    private static void slots(ValidationContext subject, ViolationCollector findings) {
        BoardDevices board = subject.board();
        if (!board.hasPci()) {
            return;
        }
        long onRoot = Located.devices(subject.spec()).stream()
                .filter(spot -> spot.part().pci() == null && sitsOnPci(spot.part()))
                .count();
        int free = SLOTS - 2;
        if (onRoot > free) {
            findings.error(
                    "/disks",
                    onRoot + " devices want a slot of the root bus, which has " + free + " free ones",
                    "Put disks on virtio-scsi, or devices on bridges",
                    "PCI: no slot/function available");
        }
    }

    private static boolean sitsOnPci(GuestDevice device) {
        return switch (device) {
            case Disk disk -> disk.effectiveBus() == Disk.Bus.VIRTIO_BLK || disk.effectiveBus() == Disk.Bus.NVME;
            case Watchdog watchdog -> watchdog.model() != Watchdog.Model.IB700;
            default -> true;
        };
    }
}

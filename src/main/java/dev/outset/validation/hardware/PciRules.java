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

/** Rules for PCI addresses: the bus must exist and the address must be free. */
final class PciRules {

    private static final String MACHINE = "/machine/type";

    private static final int SLOTS = 32;

    /** The syntax of an address. Other texts are reported when the field is read, so they are skipped here. */
    private static final Pattern ADDRESS = Pattern.compile("(0x)?[0-9a-f]{1,2}(\\.(0x)?[0-7])?");

    private static final Map<BoardDevices, Set<String>> BOARD_FUNCTIONS = Map.of(
            BoardDevices.Q35,
            Set.of("0.0", "1f.0", "1f.2", "1f.3"),
            BoardDevices.I440FX,
            Set.of("0.0", "1.0", "1.1", "1.3"));

    private PciRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("no-pci", PciRules::withoutPci).needing(MACHINE),
                new Rule("pci-address", PciRules::addresses).needing(MACHINE, "/devices/pciBridges"),
                new Rule("pci-slots", PciRules::slots).needing(MACHINE));
    }

    private static void withoutPci(ValidationContext context, ViolationCollector findings) {
        BoardDevices board = context.board();
        if (board.hasPci()) {
            return;
        }
        for (Located<GuestDevice> located : Located.pciDevices(context.spec())) {
            if (located.part().pci() != null || needsPci(located.part(), board)) {
                findings.error(
                        located.pointer(),
                        "The machine '" + context.spec().machine().type() + "' has no PCI bus for this device",
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

    private static void addresses(ValidationContext context, ViolationCollector findings) {
        BoardDevices board = context.board();
        if (!board.hasPci()) {
            return;
        }
        String root = board == BoardDevices.Q35 ? "pcie.0" : "pci.0";
        Set<String> buses = buses(context.spec(), root);
        Map<String, String> taken = new HashMap<>();
        BOARD_FUNCTIONS
                .getOrDefault(board, Set.of())
                .forEach(function -> taken.put(root + "/" + function, "the board"));
        for (Located<GuestDevice> located : Located.pciDevices(context.spec())) {
            PciAddress pci = located.part().pci();
            if (pci != null && context.canRead(located, "/pci/bus")) {
                address(located, pci, root, buses, taken, findings);
            }
        }
    }

    private static void address(
            Located<GuestDevice> located,
            PciAddress pci,
            String root,
            Set<String> buses,
            Map<String, String> taken,
            ViolationCollector findings) {
        String bus = pci.bus() == null ? root : pci.bus();
        if (!buses.contains(bus)) {
            findings.error(
                    located.pointer() + "/pci/bus",
                    "There is no bus '" + bus + "'",
                    "Use the root bus (" + root + ") or a bridge of devices.pciBridges",
                    "Bus '" + bus + "' not found");
        }
        String function = function(pci.address());
        if (function == null) {
            return;
        }
        if (function.length() > "1f.7".length() || Integer.parseInt(function.split("\\.", -1)[0], 16) >= SLOTS) {
            findings.error(
                    located.pointer() + "/pci/address", "A PCI bus has the slots 0 to 1f", "Choose another slot");
            return;
        }
        String other = taken.putIfAbsent(bus + "/" + function, located.pointer());
        if (other != null) {
            findings.error(
                    located.pointer() + "/pci/address",
                    "The address " + function + " on " + bus + " is already used by " + other,
                    "Choose another address",
                    "PCI: slot " + function.charAt(0) + " function " + function.charAt(function.length() - 1)
                            + " not available");
        }
    }

    /** Normalizes slot and function, as in {@code 1f.2}; null if QEMU chooses them or the text is not an address. */
    private static @Nullable String function(@Nullable String address) {
        if (address == null || !ADDRESS.matcher(address).matches()) {
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

    private static void slots(ValidationContext context, ViolationCollector findings) {
        BoardDevices board = context.board();
        if (!board.hasPci()) {
            return;
        }
        long onRoot = Located.pciDevices(context.spec()).stream()
                .filter(located -> located.part().pci() == null && isOnPci(located.part()))
                .count();
        int free = SLOTS - 2;
        if (onRoot > free) {
            findings.error(
                    "/disks",
                    onRoot + " devices need a slot on the root bus, which has " + free + " free slots",
                    "Attach disks to virtio-scsi, or devices to bridges",
                    "PCI: no slot/function available");
        }
    }

    private static boolean isOnPci(GuestDevice device) {
        return switch (device) {
            case Disk disk -> disk.effectiveBus() == Disk.Bus.VIRTIO_BLK || disk.effectiveBus() == Disk.Bus.NVME;
            case Watchdog watchdog -> watchdog.model() != Watchdog.Model.IB700;
            default -> true;
        };
    }
}

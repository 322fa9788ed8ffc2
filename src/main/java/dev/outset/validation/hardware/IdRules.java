package dev.outset.validation.hardware;

import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.console.SerialPort;
import dev.outset.vm.device.Disk;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.network.NetworkInterface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that has to be there only once: ids, MAC addresses, places in the boot order, images. */
final class IdRules {

    private static final Set<String> FIRMWARE_NODES = Set.of("firmware-code", "firmware-variables");

    private IdRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("duplicate-id", IdRules::deviceIds),
                new Rule("duplicate-id", IdRules::objectIds),
                new Rule("duplicate-mac", IdRules::macs),
                new Rule("duplicate-boot-order", IdRules::bootOrders),
                new Rule("duplicate-image", IdRules::images));
    }

    private static void deviceIds(ValidationContext subject, ViolationCollector findings) {
        Map<String, String> seen = made(subject);
        for (DeviceIds.Named named : DeviceIds.of(subject.spec())) {
            once(seen, named.id(), named.pointer(), "device", findings);
        }
        Located.each(subject.spec().disks(), "/disks").forEach(spot -> {
            if (spot.part().id() != null && FIRMWARE_NODES.contains(spot.part().id())) {
                findings.error(
                        spot.pointer() + "/id",
                        "'" + spot.part().id() + "' is the name of the firmware's own image",
                        "Choose another id");
            }
        });
    }

    /** The ids of controllers that no field names, so that no other device takes them. */
    private static Map<String, String> made(ValidationContext subject) {
        Map<String, String> made = new HashMap<>();
        VmSpec spec = subject.spec();
        boolean scsi = spec.disks().stream()
                .anyMatch(disk -> disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI && disk.controller() == null);
        if (scsi && spec.devices().controllers().isEmpty()) {
            made.put("scsi0", "/disks");
        }
        boolean sata = spec.disks().stream()
                .anyMatch(disk -> disk.effectiveBus() == Disk.Bus.SATA && disk.controller() == null);
        if (sata && subject.board().sataPlaces() == 0) {
            made.put("sata0", "/disks");
        }
        if (spec.console().serialPorts().stream().anyMatch(port -> port.kind() != SerialPort.Kind.SERIAL)
                && spec.devices().controllers().isEmpty()) {
            made.put("virtio-serial", "/console/serialPorts");
        }
        return made;
    }

    private static void objectIds(ValidationContext subject, ViolationCollector findings) {
        VmSpec spec = subject.spec();
        Map<String, String> seen = new HashMap<>();
        BoardDevices board = subject.board();
        seen.put(board.ramId(), "/memory");
        List<DeviceIds.Named> objects = new ArrayList<>();
        Located.each(spec.security().secrets(), "/security/secrets")
                .forEach(spot -> objects.add(new DeviceIds.Named(spot.part().id(), spot.pointer())));
        Located.each(spec.security().tlsCredentials(), "/security/tlsCredentials")
                .forEach(spot -> objects.add(new DeviceIds.Named(spot.part().id(), spot.pointer())));
        Located.each(spec.security().authorizations(), "/security/authorizations")
                .forEach(spot -> objects.add(new DeviceIds.Named(spot.part().id(), spot.pointer())));
        objects.forEach(named -> once(seen, named.id(), named.pointer(), "object", findings));
        threads(spec).forEach((name, pointer) -> {
            if (seen.containsKey(name)) {
                once(seen, name, pointer, "object", findings);
            }
        });
    }

    private static Map<String, String> threads(VmSpec spec) {
        Map<String, String> threads = new HashMap<>();
        Located.each(spec.disks(), "/disks").forEach(spot -> {
            if (spot.part().iothread() != null) {
                threads.putIfAbsent(spot.part().iothread(), spot.pointer() + "/iothread");
            }
        });
        Located.each(spec.devices().controllers(), "/devices/controllers").forEach(spot -> {
            if (spot.part().iothread() != null) {
                threads.putIfAbsent(spot.part().iothread(), spot.pointer() + "/iothread");
            }
        });
        return threads;
    }

    private static void once(
            Map<String, String> seen, String id, String pointer, String kind, ViolationCollector findings) {
        String other = seen.putIfAbsent(id, pointer);
        if (other != null) {
            findings.error(
                    pointer,
                    "The id '" + id + "' is taken by " + other,
                    "Give one of the two another id",
                    "Duplicate ID '" + id + "' for " + kind);
        }
    }

    private static void macs(ValidationContext subject, ViolationCollector findings) {
        Map<String, String> seen = new HashMap<>();
        for (Located<NetworkInterface> spot : Located.each(subject.spec().networkInterfaces(), "/networkInterfaces")) {
            String mac = spot.part().mac();
            String other = mac == null ? null : seen.putIfAbsent(mac.toLowerCase(Locale.ROOT), spot.pointer());
            if (other != null) {
                findings.error(
                        spot.pointer() + "/mac",
                        "The MAC address " + mac + " is taken by " + other,
                        "Give every interface an address of its own");
            }
        }
    }

    private static void bootOrders(ValidationContext subject, ViolationCollector findings) {
        Map<Integer, String> seen = new HashMap<>();
        Located.each(subject.spec().disks(), "/disks")
                .forEach(spot -> bootOrder(seen, spot.part().bootOrder(), spot.pointer(), findings));
        Located.each(subject.spec().networkInterfaces(), "/networkInterfaces")
                .forEach(spot -> bootOrder(seen, spot.part().bootOrder(), spot.pointer(), findings));
    }

    private static void bootOrder(
            Map<Integer, String> seen, @Nullable Integer order, String pointer, ViolationCollector findings) {
        String other = order == null ? null : seen.putIfAbsent(order, pointer);
        if (other != null) {
            findings.error(
                    pointer + "/bootOrder",
                    "The place " + order + " in the boot order is taken by " + other,
                    "Give every device a place of its own",
                    "The bootindex " + order + " has already been used");
        }
    }

    private static void images(ValidationContext subject, ViolationCollector findings) {
        Map<String, Located<Disk>> seen = new HashMap<>();
        for (Located<Disk> spot : Located.each(subject.spec().disks(), "/disks")) {
            String path = spot.part().path();
            Located<Disk> other = path == null ? null : seen.putIfAbsent(path, spot);
            if (other != null && !(spot.part().isReadOnly() && other.part().isReadOnly())) {
                findings.error(
                        spot.pointer() + "/path",
                        "The image " + ViolationCollector.abbreviated(String.valueOf(path)) + " is open for writing as "
                                + other.pointer(),
                        "Use an image once, or only for reading",
                        "Failed to get \"write\" lock");
            }
        }
    }
}

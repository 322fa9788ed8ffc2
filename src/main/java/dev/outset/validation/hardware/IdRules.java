package dev.outset.validation.hardware;

import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.console.SerialPort;
import dev.outset.vm.device.Disk;
import dev.outset.vm.network.NetworkInterface;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for values that must be unique: ids, MAC addresses, boot indexes and images. */
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

    private static void deviceIds(ValidationContext context, ViolationCollector findings) {
        Map<String, String> seen = implicitIds(context);
        for (DeviceIds.Named named : DeviceIds.of(context.spec())) {
            unique(seen, named.id(), named.pointer(), "device", findings);
        }
        Located.disks(context.spec()).forEach(located -> {
            if (located.part().id() != null
                    && FIRMWARE_NODES.contains(located.part().id())) {
                findings.error(
                        located.pointer() + "/id",
                        "'" + located.part().id() + "' is reserved for the firmware image",
                        "Choose another id");
            }
        });
    }

    /** The ids of controllers that are created implicitly, so that no other device can use them. */
    private static Map<String, String> implicitIds(ValidationContext context) {
        Map<String, String> ids = new HashMap<>();
        VmSpec spec = context.spec();
        boolean scsi = spec.disks().stream()
                .anyMatch(disk -> disk.effectiveBus() == Disk.Bus.VIRTIO_SCSI && disk.controller() == null);
        if (scsi && spec.devices().controllers().isEmpty()) {
            ids.put("scsi0", "/disks");
        }
        boolean sata = spec.disks().stream()
                .anyMatch(disk -> disk.effectiveBus() == Disk.Bus.SATA && disk.controller() == null);
        if (sata && context.board().sataPorts() == 0) {
            ids.put("sata0", "/disks");
        }
        if (spec.console().serialPorts().stream().anyMatch(port -> port.kind() != SerialPort.Kind.SERIAL)
                && spec.devices().controllers().isEmpty()) {
            ids.put("virtio-serial", "/console/serialPorts");
        }
        return ids;
    }

    private static void objectIds(ValidationContext context, ViolationCollector findings) {
        VmSpec spec = context.spec();
        Map<String, String> seen = new HashMap<>(Map.of(context.board().ramId(), "/memory"));
        Located.elements(spec.security().secrets(), "/security/secrets")
                .forEach(object -> unique(seen, object.part().id(), object.pointer(), "object", findings));
        Located.tlsCredentials(spec)
                .forEach(object -> unique(seen, object.part().id(), object.pointer(), "object", findings));
        Located.elements(spec.security().authorizations(), "/security/authorizations")
                .forEach(object -> unique(seen, object.part().id(), object.pointer(), "object", findings));
        threads(spec).forEach((name, pointer) -> {
            if (seen.containsKey(name)) {
                unique(seen, name, pointer, "object", findings);
            }
        });
    }

    private static Map<String, String> threads(VmSpec spec) {
        Map<String, String> threads = new HashMap<>();
        Located.disks(spec).forEach(disk -> thread(threads, disk.part().iothread(), disk.at("/iothread")));
        Located.elements(spec.devices().controllers(), "/devices/controllers")
                .forEach(controller -> thread(threads, controller.part().iothread(), controller.at("/iothread")));
        return threads;
    }

    private static void thread(Map<String, String> threads, @Nullable String name, String pointer) {
        if (name != null) {
            threads.putIfAbsent(name, pointer);
        }
    }

    private static void unique(
            Map<String, String> seen, String id, String pointer, String kind, ViolationCollector findings) {
        String other = seen.putIfAbsent(id, pointer);
        if (other != null) {
            findings.error(
                    pointer,
                    "The id '" + id + "' is already used by " + other,
                    "Change one of the two ids",
                    "Duplicate ID '" + id + "' for " + kind);
        }
    }

    private static void macs(ValidationContext context, ViolationCollector findings) {
        Map<String, String> seen = new HashMap<>();
        for (Located<NetworkInterface> located : Located.networkInterfaces(context.spec())) {
            String mac = located.part().mac();
            String other = mac == null ? null : seen.putIfAbsent(mac.toLowerCase(Locale.ROOT), located.pointer());
            if (other != null) {
                findings.error(
                        located.at("/mac"),
                        "The MAC address " + mac + " is already used by " + other,
                        "Set a unique MAC address for every interface");
            }
        }
    }

    private static void bootOrders(ValidationContext context, ViolationCollector findings) {
        Map<Integer, String> seen = new HashMap<>();
        Located.disks(context.spec())
                .forEach(located -> bootOrder(seen, located.part().bootOrder(), located.pointer(), findings));
        Located.networkInterfaces(context.spec())
                .forEach(located -> bootOrder(seen, located.part().bootOrder(), located.pointer(), findings));
    }

    private static void bootOrder(
            Map<Integer, String> seen, @Nullable Integer order, String pointer, ViolationCollector findings) {
        String other = order == null ? null : seen.putIfAbsent(order, pointer);
        if (other != null) {
            findings.error(
                    pointer + "/bootOrder",
                    "The boot index " + order + " is already used by " + other,
                    "Set a unique bootOrder for every device",
                    "The bootindex " + order + " has already been used");
        }
    }

    private static void images(ValidationContext context, ViolationCollector findings) {
        Map<String, Located<Disk>> seen = new HashMap<>();
        for (Located<Disk> located : Located.disks(context.spec())) {
            String path = located.part().path();
            boolean isKnown = context.canRead(located, "/media", "/readOnly");
            Located<Disk> other = path == null || !isKnown ? null : seen.putIfAbsent(path, located);
            if (other != null && !(located.part().isReadOnly() && other.part().isReadOnly())) {
                findings.error(
                        located.pointer() + "/path",
                        "The image " + ViolationCollector.abbreviated(String.valueOf(path))
                                + " is already opened for writing by " + other.pointer(),
                        "Use each image once, or only read-only",
                        "Failed to get \"write\" lock");
            }
        }
    }
}

package dev.outset.validation.hardware;

import dev.outset.qemu.QemuVersion;
import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.network.NetworkBackend;
import dev.outset.vm.network.NetworkInterface;
import java.util.List;
import java.util.regex.Pattern;

/** Network interfaces: what card and backend allow. */
final class NetworkRules {

    private static final QemuVersion IGB = new QemuVersion(8, 0);

    private static final Pattern FORWARD = Pattern.compile("(tcp|udp)?:[^:-]*:\\d{0,5}-[^:-]*:\\d{1,5}");

    private NetworkRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("nic-model", NetworkRules::model),
                new Rule("nic-queues", NetworkRules::queues),
                new Rule("nic-mtu", NetworkRules::mtu),
                new Rule("host-forward", NetworkRules::hostForwards),
                new Rule("tap", NetworkRules::tap),
                new Rule("vhost-user-memory", NetworkRules::sharedMemory),
                new Rule("mac-default", NetworkRules::defaultMac));
    }

    private static List<Located<NetworkInterface>> interfaces(ValidationContext subject) {
        return Located.each(subject.spec().networkInterfaces(), "/networkInterfaces");
    }

    private static void model(ValidationContext subject, ViolationCollector findings) {
        for (Located<NetworkInterface> spot : interfaces(subject)) {
            if (spot.part().model() == NetworkInterface.Model.IGB
                    && subject.catalogue().version().isBefore(IGB)) {
                findings.error(
                        spot.pointer() + "/model",
                        "The card igb is not in " + subject.catalogue().version() + "; added in " + IGB,
                        "Choose another card, or QEMU " + IGB + " or newer",
                        "'igb' is not a valid device model name");
            }
        }
    }

    private static void queues(ValidationContext subject, ViolationCollector findings) {
        for (Located<NetworkInterface> spot : interfaces(subject)) {
            NetworkInterface nic = spot.part();
            boolean possible = nic.model() == NetworkInterface.Model.VIRTIO
                    && (nic.network() instanceof NetworkBackend.Tap
                            || nic.network() instanceof NetworkBackend.VhostUser);
            if (nic.queues() > 1 && !possible) {
                findings.error(
                        spot.pointer() + "/queues",
                        "Only a virtio card on tap or vhost-user has more than one queue",
                        "Leave queues at 1, or change card and network");
            }
        }
    }

    private static void mtu(ValidationContext subject, ViolationCollector findings) {
        for (Located<NetworkInterface> spot : interfaces(subject)) {
            if (spot.part().mtu() != null && spot.part().model() != NetworkInterface.Model.VIRTIO) {
                findings.error(
                        spot.pointer() + "/mtu",
                        "Only a virtio card can tell the guest an MTU",
                        "Leave it out, or use virtio",
                        "Property '" + spot.part().model() + ".host_mtu' not found");
            }
        }
    }

    private static void hostForwards(ValidationContext subject, ViolationCollector findings) {
        for (Located<NetworkInterface> spot : interfaces(subject)) {
            if (spot.part().network() instanceof NetworkBackend.User user) {
                Located.each(user.hostForwards(), spot.pointer() + "/network/hostForwards").stream()
                        .filter(forward -> !FORWARD.matcher(forward.part()).matches())
                        .forEach(forward -> findings.error(
                                forward.pointer(),
                                "'" + ViolationCollector.abbreviated(forward.part()) + "' is no forwarding rule",
                                "Write tcp:hostaddress:hostport-guestaddress:guestport, as tcp::2222-:22",
                                "Invalid host forwarding rule '" + forward.part() + "'"));
            }
        }
    }

    private static void tap(ValidationContext subject, ViolationCollector findings) {
        for (Located<NetworkInterface> spot : interfaces(subject)) {
            if (spot.part().network() instanceof NetworkBackend.Tap tap) {
                boolean opened =
                        tap.options().containsKey("fd") || tap.options().containsKey("fds");
                if (opened && (tap.name() != null || tap.script() != null || tap.downScript() != null)) {
                    findings.error(
                            spot.pointer() + "/network",
                            "A descriptor stands for an interface that is open already",
                            "Leave name, script and downScript out",
                            "ifname=, script=, downscript=, vnet_hdr=, helper=, queues=, fds=, and vhostfds= are "
                                    + "invalid with fd=");
                }
            }
        }
    }

    private static void sharedMemory(ValidationContext subject, ViolationCollector findings) {
        for (Located<NetworkInterface> spot : interfaces(subject)) {
            if (spot.part().network() instanceof NetworkBackend.VhostUser
                    && !subject.spec().memory().share()) {
                findings.error(
                        spot.pointer() + "/network",
                        "A virtual switch in another process reads the guest's memory, so it has to be shared",
                        "Set memory.share to true",
                        "vhost-user requires shared memory (share=on)");
            }
        }
    }

    private static void defaultMac(ValidationContext subject, ViolationCollector findings) {
        for (Located<NetworkInterface> spot : interfaces(subject)) {
            if (spot.part().mac() == null && !(spot.part().network() instanceof NetworkBackend.User)) {
                findings.warning(
                        spot.pointer() + "/mac",
                        "QEMU gives the first interface of every VM the same MAC address, 52:54:00:12:34:56",
                        "Give the interface an address of its own");
            }
        }
    }
}

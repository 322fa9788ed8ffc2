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

/** Rules for network interfaces: model and backend. */
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

    private static List<Located<NetworkInterface>> interfaces(ValidationContext context) {
        return Located.elements(context.spec().networkInterfaces(), "/networkInterfaces");
    }

    private static void model(ValidationContext context, ViolationCollector findings) {
        for (Located<NetworkInterface> located : interfaces(context)) {
            if (located.part().model() == NetworkInterface.Model.IGB
                    && context.catalogue().version().isBefore(IGB)) {
                findings.error(
                        located.pointer() + "/model",
                        "The model igb is not in " + context.catalogue().version() + "; added in " + IGB,
                        "Choose another model, or QEMU " + IGB + " or newer",
                        "'igb' is not a valid device model name");
            }
        }
    }

    private static void queues(ValidationContext context, ViolationCollector findings) {
        for (Located<NetworkInterface> located : interfaces(context)) {
            NetworkInterface nic = located.part();
            boolean possible = nic.model() == NetworkInterface.Model.VIRTIO
                    && (nic.network() instanceof NetworkBackend.Tap
                            || nic.network() instanceof NetworkBackend.VhostUser);
            if (nic.queues() > 1 && !possible) {
                findings.error(
                        located.pointer() + "/queues",
                        "Only the model virtio on tap or vhost-user supports more than one queue",
                        "Set queues to 1, or change the model and the network");
            }
        }
    }

    private static void mtu(ValidationContext context, ViolationCollector findings) {
        for (Located<NetworkInterface> located : interfaces(context)) {
            if (located.part().mtu() != null && located.part().model() != NetworkInterface.Model.VIRTIO) {
                findings.error(
                        located.pointer() + "/mtu",
                        "Only the model virtio can announce an MTU to the guest",
                        "Leave it out, or use virtio",
                        "Property '" + located.part().model() + ".host_mtu' not found");
            }
        }
    }

    private static void hostForwards(ValidationContext context, ViolationCollector findings) {
        for (Located<NetworkInterface> located : interfaces(context)) {
            if (located.part().network() instanceof NetworkBackend.User user) {
                Located.elements(user.hostForwards(), located.pointer() + "/network/hostForwards").stream()
                        .filter(forward -> !FORWARD.matcher(forward.part()).matches())
                        .forEach(forward -> findings.error(
                                forward.pointer(),
                                "'" + ViolationCollector.abbreviated(forward.part())
                                        + "' is not a valid forwarding rule",
                                "Use tcp:hostaddress:hostport-guestaddress:guestport, such as tcp::2222-:22",
                                "Invalid host forwarding rule '" + forward.part() + "'"));
            }
        }
    }

    private static void tap(ValidationContext context, ViolationCollector findings) {
        for (Located<NetworkInterface> located : interfaces(context)) {
            if (located.part().network() instanceof NetworkBackend.Tap tap) {
                boolean opened =
                        tap.options().containsKey("fd") || tap.options().containsKey("fds");
                if (opened && (tap.name() != null || tap.script() != null || tap.downScript() != null)) {
                    findings.error(
                            located.pointer() + "/network",
                            "A file descriptor refers to an interface that is already open",
                            "Remove name, script and downScript",
                            "ifname=, script=, downscript=, vnet_hdr=, helper=, queues=, fds=, and vhostfds= are "
                                    + "invalid with fd=");
                }
            }
        }
    }

    private static void sharedMemory(ValidationContext context, ViolationCollector findings) {
        for (Located<NetworkInterface> located : interfaces(context)) {
            if (located.part().network() instanceof NetworkBackend.VhostUser
                    && !context.spec().memory().share()) {
                findings.error(
                        located.pointer() + "/network",
                        "A vhost-user switch reads the guest memory, so the memory must be shared",
                        "Set memory.share to true",
                        "vhost-user requires shared memory (share=on)");
            }
        }
    }

    private static void defaultMac(ValidationContext context, ViolationCollector findings) {
        for (Located<NetworkInterface> located : interfaces(context)) {
            if (located.part().mac() == null && !(located.part().network() instanceof NetworkBackend.User)) {
                findings.warning(
                        located.pointer() + "/mac",
                        "QEMU assigns the same MAC address to the first interface of every VM: 52:54:00:12:34:56",
                        "Set a unique MAC address");
            }
        }
    }
}

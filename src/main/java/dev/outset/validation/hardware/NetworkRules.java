package dev.outset.validation.hardware;

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

    private static final Pattern FORWARD = Pattern.compile("(tcp|udp)?:[^:-]*:\\d{0,5}-[^:-]*:\\d{1,5}");

    private NetworkRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.forEach("nic-model", Located::networkInterfaces, NetworkRules::model),
                Rule.forEach("nic-queues", Located::networkInterfaces, NetworkRules::queues, "/model", "/network"),
                Rule.forEach("nic-mtu", Located::networkInterfaces, NetworkRules::mtu, "/model"),
                Rule.forEach("host-forward", Located::networkInterfaces, NetworkRules::hostForwards),
                Rule.forEach("tap", Located::networkInterfaces, NetworkRules::tap),
                Rule.forEach("vhost-user-memory", Located::networkInterfaces, NetworkRules::sharedMemory)
                        .needing("/memory/share"),
                Rule.forEach("mac-default", Located::networkInterfaces, NetworkRules::defaultMac, "/network"));
    }

    private static void model(
            ValidationContext context, Located<NetworkInterface> located, ViolationCollector findings) {
        if (located.part().model() == NetworkInterface.Model.IGB) {
            context.addedIn(catalogue -> catalogue.deviceType("igb").isPresent())
                    .ifPresent(added -> findings.error(
                            located.at("/model"),
                            "The model igb is not in " + context.catalogue().version() + "; added in " + added,
                            "Choose another model, or QEMU " + added + " or newer",
                            "'igb' is not a valid device model name"));
        }
    }

    private static void queues(
            ValidationContext context, Located<NetworkInterface> located, ViolationCollector findings) {
        NetworkInterface nic = located.part();
        boolean possible = nic.model() == NetworkInterface.Model.VIRTIO
                && (nic.network() instanceof NetworkBackend.Tap || nic.network() instanceof NetworkBackend.VhostUser);
        if (nic.queues() > 1 && !possible) {
            findings.error(
                    located.at("/queues"),
                    "Only the model virtio on tap or vhost-user supports more than one queue",
                    "Set queues to 1, or change the model and the network");
        }
    }

    private static void mtu(ValidationContext context, Located<NetworkInterface> located, ViolationCollector findings) {
        if (located.part().mtu() != null && located.part().model() != NetworkInterface.Model.VIRTIO) {
            findings.error(
                    located.at("/mtu"),
                    "Only the model virtio can announce an MTU to the guest",
                    "Leave it out, or use virtio",
                    "Property '" + located.part().model() + ".host_mtu' not found");
        }
    }

    private static void hostForwards(
            ValidationContext context, Located<NetworkInterface> located, ViolationCollector findings) {
        if (located.part().network() instanceof NetworkBackend.User user) {
            Located.elements(user.hostForwards(), located.at("/network/hostForwards")).stream()
                    .filter(forward -> !FORWARD.matcher(forward.part()).matches())
                    .forEach(forward -> findings.error(
                            forward.pointer(),
                            "'" + ViolationCollector.abbreviated(forward.part()) + "' is not a valid forwarding rule",
                            "Use tcp:hostaddress:hostport-guestaddress:guestport, such as tcp::2222-:22",
                            "Invalid host forwarding rule '" + forward.part() + "'"));
        }
    }

    private static void tap(ValidationContext context, Located<NetworkInterface> located, ViolationCollector findings) {
        if (located.part().network() instanceof NetworkBackend.Tap tap) {
            boolean opened = tap.options().containsKey("fd") || tap.options().containsKey("fds");
            if (opened && (tap.name() != null || tap.script() != null || tap.downScript() != null)) {
                findings.error(
                        located.at("/network"),
                        "A file descriptor refers to an interface that is already open",
                        "Remove name, script and downScript",
                        "ifname=, script=, downscript=, vnet_hdr=, helper=, queues=, fds=, and vhostfds= are "
                                + "invalid with fd=");
            }
        }
    }

    private static void sharedMemory(
            ValidationContext context, Located<NetworkInterface> located, ViolationCollector findings) {
        if (located.part().network() instanceof NetworkBackend.VhostUser
                && !context.spec().memory().share()) {
            findings.error(
                    located.at("/network"),
                    "A vhost-user switch reads the guest memory, so the memory must be shared",
                    "Set memory.share to true",
                    "vhost-user requires shared memory (share=on)");
        }
    }

    private static void defaultMac(
            ValidationContext context, Located<NetworkInterface> located, ViolationCollector findings) {
        if (located.part().mac() == null && !(located.part().network() instanceof NetworkBackend.User)) {
            findings.warning(
                    located.at("/mac"),
                    "QEMU assigns the same MAC address to the first interface of every VM: 52:54:00:12:34:56",
                    "Set a unique MAC address");
        }
    }
}

package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.property.PropertyNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Network interfaces: cards with their backends, and the older forms that say both at once. */
final class NetworkImport {

    private static final Map<String, String> CARDS = Map.of(
            "virtio-net", "virtio",
            "e1000", "e1000",
            "e1000e", "e1000e",
            "igb", "igb",
            "rtl8139", "rtl8139",
            "vmxnet3", "vmxnet3",
            "pcnet", "pcnet");

    private static final Set<String> USER_ONLY = Set.of("hostfwd", "guestfwd");

    private final SpecBuilder draft;

    NetworkImport(SpecBuilder draft) {
        this.draft = draft;
    }

    /** Whether a driver is a network card. */
    static boolean isCard(String driver) {
        return CARDS.containsKey(driver);
    }

    /** Maps a {@code -device} that is a network card. */
    void device(CliOption word, String driver, KeyValues members) {
        CliOption netdev = draft.backend("-netdev", members.need("netdev"));
        KeyValues about = netdev.members("type");
        about.take("id");
        String queues = about.take("queues");
        ObjectNode nic = SpecBuilder.object();
        nic.put("model", CARDS.get(driver));
        List<CliOption> words = new ArrayList<>(List.of(netdev));
        nic.set("network", backend(about.need("type"), about, words));
        SpecBuilder.put(nic, "id", members.take("id"));
        DeviceImport.pci(draft, nic, members);
        SpecBuilder.put(nic, "mac", members.take("mac"));
        queues(nic, queues, nic.path("network").path("options").path("fds").asString(null), members);
        SpecBuilder.putNumber(nic, "mtu", members.take("host_mtu"));
        SpecBuilder.putNumber(nic, "bootOrder", members.take("bootindex"));
        SpecBuilder.putOptions(nic, members, PropertyNames.DEVICE);
        String pointer = draft.add(nic, "networkInterfaces");
        word.mapped(pointer, "The network card that the guest sees");
        words.forEach(backend -> backend.mapped(pointer + "/network", "The host's side of the network"));
    }

    private static void queues(
            ObjectNode nic, @Nullable String queues, @Nullable String descriptors, KeyValues members) {
        boolean multiple = members.flag("mq", false);
        String vectors = members.peek("vectors");
        long count = queues != null
                ? Long.parseLong(queues)
                : descriptors != null
                        ? descriptors.split(":", -1).length
                        : multiple && vectors != null ? (Long.parseLong(vectors) - 2) / 2 : 1;
        if (multiple) {
            nic.put("queues", count);
        }
        if (multiple && vectors != null && Long.parseLong(vectors) == 2 * count + 2) {
            members.take("vectors");
        }
    }

    /** A backend of the definition. */
    private ObjectNode backend(String type, KeyValues members, List<CliOption> words) {
        ObjectNode network = SpecBuilder.object();
        network.put("type", type);
        switch (type) {
            case "user" -> members.takeAll("hostfwd").forEach(network.withArrayProperty("hostForwards")::add);
            case "tap" -> tap(network, members);
            case "bridge" -> {
                SpecBuilder.put(network, "name", members.take("br"));
                SpecBuilder.put(network, "helper", members.take("helper"));
            }
            case "vhost-user" -> vhostUser(network, members, words);
            case "socket" -> socket(network, members);
            default -> throw new UnmappableOptionException("No field describes the network '" + type + "'");
        }
        SpecBuilder.putOptions(network, members, PropertyNames.NETWORK);
        if (network.path("options").propertyNames().stream().anyMatch(USER_ONLY::contains)) {
            throw new UnmappableOptionException("No field describes forwarding into the guest's network");
        }
        return network;
    }

    private static void tap(ObjectNode network, KeyValues members) {
        boolean opened = members.peek("fd") != null || members.peek("fds") != null;
        SpecBuilder.put(network, "name", members.take("ifname"));
        if (!opened) {
            script(network, "script", members.take("script"), "/etc/qemu-ifup");
            script(network, "downScript", members.take("downscript"), "/etc/qemu-ifdown");
        }
        network.put("vhost", members.flag("vhost", false));
    }

    /** QEMU runs a script of its own where none is named. */
    private static void script(ObjectNode network, String field, @Nullable String script, String standard) {
        if (script == null || !script.equals("no")) {
            network.put(field, script == null ? standard : script);
        }
    }

    private void vhostUser(ObjectNode network, KeyValues members, List<CliOption> words) {
        CliOption socket = draft.backend("-chardev", members.need("chardev"));
        KeyValues about = socket.members("backend");
        if (!about.need("backend").equals("socket")) {
            throw new UnmappableOptionException("A virtual switch has a unix socket");
        }
        about.take("id");
        network.put("path", about.need("path"));
        network.put("server", about.flag("server", false));
        about.take("wait");
        about.done();
        words.add(socket);
    }

    private static void socket(ObjectNode network, KeyValues members) {
        for (String mode : new String[] {"listen", "connect", "mcast"}) {
            String address = members.take(mode);
            if (address != null && !network.has("mode")) {
                network.put("mode", mode).put("address", address);
            } else if (address != null) {
                throw new UnmappableOptionException("A socket network has one address");
            }
        }
        if (!network.has("mode")) {
            throw new UnmappableOptionException("No field describes this socket network");
        }
    }

    /** Maps {@code -nic}, and {@code -net nic} with the one {@code -net} that it is connected to. */
    void olderForms() {
        draft.each("-nic", word -> nic(word, word.members("type")));
        List<CliOption> words = draft.open("-net");
        List<CliOption> cards =
                words.stream().filter(word -> word.text().startsWith("nic")).toList();
        List<CliOption> others =
                words.stream().filter(word -> !cards.contains(word)).toList();
        others.stream()
                .filter(word -> word.text().equals("none"))
                .forEach(word -> word.mapped("/networkInterfaces", "There is no network"));
        if (cards.size() == 1 && others.size() == 1 && others.getFirst().isOpen()) {
            SpecBuilder.attempt(cards.getFirst(), () -> pair(cards.getFirst(), others.getFirst()));
        }
    }

    private void nic(CliOption word, KeyValues members) {
        String type = members.need("type");
        if (type.equals("none")) {
            word.mapped("/networkInterfaces", "There is no network");
            return;
        }
        ObjectNode nic = card(members);
        nic.set("network", backend(type, members, new ArrayList<>()));
        word.mapped(draft.add(nic, "networkInterfaces"), "A network card and what it is connected to");
    }

    private void pair(CliOption card, CliOption other) {
        KeyValues members = card.members("type");
        members.take("type");
        ObjectNode nic = card(members);
        members.done();
        KeyValues about = other.members("type");
        about.takeAny("vlan", "netdev");
        nic.set("network", backend(about.need("type"), about, new ArrayList<>()));
        String pointer = draft.add(nic, "networkInterfaces");
        card.mapped(pointer, "The network card that the guest sees");
        other.mapped(pointer + "/network", "The host's side of the network");
    }

    private ObjectNode card(KeyValues members) {
        ObjectNode nic = SpecBuilder.object();
        String model = members.take("model");
        members.takeAny("id", "netdev", "vlan", "name");
        if (model == null) {
            nic.put("model", standardModel());
        } else {
            String driver = model.startsWith("virtio") ? "virtio-net" : model;
            if (!CARDS.containsKey(driver)) {
                throw new UnmappableOptionException("No field describes the card '" + model + "'");
            }
            nic.put("model", CARDS.get(driver));
        }
        SpecBuilder.put(nic, "mac", members.takeAny("mac", "macaddr"));
        return nic;
    }

    /** The card that the machine has where none is named. */
    String standardModel() {
        return draft.board() == BoardDevices.Q35 ? "e1000e" : "e1000";
    }
}

package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.device.DeviceTable;
import dev.outset.commandline.device.NetworkOptions;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.network.NetworkInterface;
import dev.outset.vm.property.PropertyNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Imports network interfaces: devices with their backends, and the older options that combine both. */
final class NetworkImport {

    private static final Map<String, String> CARDS =
            DeviceTable.byDriver(NetworkInterface.Model.values(), NetworkOptions::driver);

    private static final Set<String> USER_ONLY = Set.of("hostfwd", "guestfwd");

    private final SpecBuilder builder;

    NetworkImport(SpecBuilder builder) {
        this.builder = builder;
    }

    static boolean isCard(String driver) {
        return CARDS.containsKey(driver);
    }

    void device(CliOption option, String driver, KeyValues members) {
        CliOption netdev = builder.backend("-netdev", members.require("netdev"));
        KeyValues values = netdev.members();
        values.take("id");
        String queues = values.take("queues");
        ObjectNode nic = SpecBuilder.object();
        nic.put("model", CARDS.get(driver));
        List<CliOption> options = new ArrayList<>(List.of(netdev));
        nic.set("network", backend(values.require("type"), values, options));
        SpecBuilder.put(nic, "id", members.take("id"));
        DeviceImport.pci(builder, nic, members);
        SpecBuilder.put(nic, "mac", members.take("mac"));
        queues(nic, queues, nic.path("network").path("options").path("fds").asString(null), members);
        SpecBuilder.putNumber(nic, "mtu", members.take("host_mtu"));
        SpecBuilder.putNumber(nic, "bootOrder", members.take("bootindex"));
        SpecBuilder.putOptions(nic, members, PropertyNames.DEVICE);
        String pointer = builder.add(nic, "/networkInterfaces");
        option.markMapped(pointer, "The network interface that the guest sees");
        options.forEach(backend -> backend.markMapped(pointer + "/network", "The host side of the network interface"));
    }

    private static void queues(
            ObjectNode nic, @Nullable String queues, @Nullable String descriptors, KeyValues members) {
        boolean multiqueue = members.flag("mq", false);
        String vectors = members.peek("vectors");
        long count = queues != null
                ? Long.parseLong(queues)
                : descriptors != null
                        ? descriptors.split(":", -1).length
                        : multiqueue && vectors != null ? (Long.parseLong(vectors) - 2) / 2 : 1;
        if (multiqueue) {
            nic.put("queues", count);
        }
        if (multiqueue && vectors != null && Long.parseLong(vectors) == 2 * count + 2) {
            members.take("vectors");
        }
    }

    /** Converts a backend; adds the options it refers to to {@code options}. */
    private ObjectNode backend(String type, KeyValues members, List<CliOption> options) {
        ObjectNode network = SpecBuilder.object();
        network.put("type", type);
        switch (type) {
            case "user" -> members.takeAll("hostfwd").forEach(network.withArrayProperty("hostForwards")::add);
            case "tap" -> tap(network, members);
            case "bridge" -> {
                SpecBuilder.put(network, "name", members.take("br"));
                SpecBuilder.put(network, "helper", members.take("helper"));
            }
            case "vhost-user" -> vhostUser(network, members, options);
            case "socket" -> socket(network, members);
            default -> throw new UnmappableOptionException("No field for the network backend '" + type + "'");
        }
        SpecBuilder.putOptions(network, members, PropertyNames.NETWORK);
        if (network.path("options").propertyNames().stream().anyMatch(USER_ONLY::contains)) {
            throw new UnmappableOptionException("No field for guestfwd");
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

    /** QEMU runs a default script if none is set. */
    private static void script(ObjectNode network, String field, @Nullable String script, String standard) {
        if (script == null || !script.equals("no")) {
            network.put(field, script == null ? standard : script);
        }
    }

    private void vhostUser(ObjectNode network, KeyValues members, List<CliOption> options) {
        CliOption socket = builder.backend("-chardev", members.require("chardev"));
        KeyValues values = socket.members();
        if (!values.require("backend").equals("socket")) {
            throw new UnmappableOptionException("Only a virtual switch on a UNIX socket is supported");
        }
        values.take("id");
        network.put("path", values.require("path"));
        network.put("server", values.flag("server", false));
        values.take("wait");
        values.requireEmpty();
        options.add(socket);
    }

    private static void socket(ObjectNode network, KeyValues members) {
        for (String mode : new String[] {"listen", "connect", "mcast"}) {
            String address = members.take(mode);
            if (address != null && !network.has("mode")) {
                network.put("mode", mode).put("address", address);
            } else if (address != null) {
                throw new UnmappableOptionException("A socket network supports one address");
            }
        }
        if (!network.has("mode")) {
            throw new UnmappableOptionException("No field for this socket network");
        }
    }

    /** Maps {@code -nic}, and a single {@code -net nic} with the single {@code -net} that it is connected to. */
    void olderForms() {
        builder.forEach("-nic", option -> nic(option, option.members()));
        List<CliOption> options = builder.pending("-net");
        List<CliOption> cards = options.stream()
                .filter(option -> option.requireValue().startsWith("nic"))
                .toList();
        List<CliOption> others =
                options.stream().filter(option -> !cards.contains(option)).toList();
        others.stream()
                .filter(option -> option.requireValue().equals("none"))
                .forEach(option -> option.markMapped("/networkInterfaces", "No network interface"));
        if (cards.size() == 1 && others.size() == 1 && others.getFirst().isPending()) {
            SpecBuilder.tryMapping(cards.getFirst(), () -> pair(cards.getFirst(), others.getFirst()));
        }
    }

    private void nic(CliOption option, KeyValues members) {
        String type = members.require("type");
        if (type.equals("none")) {
            option.markMapped("/networkInterfaces", "No network interface");
            return;
        }
        ObjectNode nic = card(members);
        nic.set("network", backend(type, members, new ArrayList<>()));
        option.markMapped(builder.add(nic, "/networkInterfaces"), "A network interface and its backend");
    }

    private void pair(CliOption card, CliOption other) {
        KeyValues members = card.members();
        members.take("type");
        ObjectNode nic = card(members);
        members.requireEmpty();
        KeyValues values = other.members();
        values.takeAny("vlan", "netdev");
        nic.set("network", backend(values.require("type"), values, new ArrayList<>()));
        String pointer = builder.add(nic, "/networkInterfaces");
        card.markMapped(pointer, "The network interface that the guest sees");
        other.markMapped(pointer + "/network", "The host side of the network interface");
    }

    private ObjectNode card(KeyValues members) {
        ObjectNode nic = SpecBuilder.object();
        String model = members.take("model");
        members.takeAny("id", "netdev", "vlan", "name");
        if (model == null) {
            nic.put("model", defaultModel());
        } else {
            String driver = model.startsWith("virtio") ? "virtio-net" : model;
            if (!CARDS.containsKey(driver)) {
                throw new UnmappableOptionException("No field for the network device '" + model + "'");
            }
            nic.put("model", CARDS.get(driver));
        }
        SpecBuilder.put(nic, "mac", members.takeAny("mac", "macaddr"));
        return nic;
    }

    /** The default network device of the machine. */
    String defaultModel() {
        return builder.board() == BoardDevices.Q35 ? "e1000e" : "e1000";
    }
}

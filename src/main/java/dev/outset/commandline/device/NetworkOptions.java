package dev.outset.commandline.device;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.network.NetworkBackend;
import dev.outset.vm.network.NetworkInterface;
import java.util.List;

/** Renders network interfaces: the host side and the guest side. */
public final class NetworkOptions {

    private NetworkOptions() {}

    /** Renders all network interfaces, in order. */
    public static void add(OptionList options, List<NetworkInterface> interfaces, BoardDevices board) {
        for (int i = 0; i < interfaces.size(); i++) {
            networkInterface(options, interfaces.get(i), i, board);
        }
    }

    private static void networkInterface(OptionList options, NetworkInterface nic, int index, BoardDevices board) {
        String pointer = "/networkInterfaces/" + index;
        String backend = "net" + index;
        if (nic.network() instanceof NetworkBackend.VhostUser vhost) {
            OptionText socket =
                    OptionText.of("socket").with("id", backend + "-switch").with("path", vhost.path());
            if (vhost.server()) {
                socket.with("server", true);
            }
            options.add("-chardev", socket, pointer + "/network", "The socket of the virtual switch.");
        }
        options.add("-netdev", backend(nic, backend), pointer + "/network", "The host side of the network interface.");
        options.add(
                "-device", device(nic, index, backend, board), pointer, "The network interface that the guest sees.");
    }

    private static OptionText backend(NetworkInterface nic, String id) {
        OptionText text = switch (nic.network()) {
            case NetworkBackend.User user -> {
                OptionText net = OptionText.of("user").with("id", id);
                user.hostForwards().forEach(forward -> net.with("hostfwd", forward));
                yield net;
            }
            case NetworkBackend.Tap tap -> tap(tap, id);
            case NetworkBackend.Bridge bridge ->
                OptionText.of("bridge")
                        .with("id", id)
                        .with("br", bridge.name())
                        .withOptional("helper", bridge.helper());
            case NetworkBackend.VhostUser _ ->
                OptionText.of("vhost-user").with("id", id).with("chardev", id + "-switch");
            case NetworkBackend.Socket socket ->
                OptionText.of("socket").with("id", id).with(socket.mode().toString(), socket.address());
        };
        boolean multiqueue =
                nic.network() instanceof NetworkBackend.Tap || nic.network() instanceof NetworkBackend.VhostUser;
        if (multiqueue && nic.queues() > 1 && !nic.network().options().containsKey("fds")) {
            text.with("queues", nic.queues());
        }
        nic.network().options().forEach(text::with);
        return text;
    }

    private static OptionText tap(NetworkBackend.Tap tap, String id) {
        OptionText text = OptionText.of("tap").with("id", id).withOptional("ifname", tap.name());
        // QEMU refuses scripts together with a file descriptor that is already open.
        boolean opened = tap.options().containsKey("fd") || tap.options().containsKey("fds");
        if (!opened) {
            text.with("script", tap.script() == null ? "no" : tap.script())
                    .with("downscript", tap.downScript() == null ? "no" : tap.downScript());
        }
        return tap.vhost() ? text.with("vhost", true) : text;
    }

    private static OptionText device(NetworkInterface nic, int index, String backend, BoardDevices board) {
        OptionText text = DeviceText.of(driver(nic, board), DeviceIds.nic(nic, index))
                .with("netdev", backend)
                .withOptional("mac", nic.mac());
        if (nic.queues() > 1) {
            text.with("mq", true);
            if (board.hasPci()) {
                text.with("vectors", 2L * nic.queues() + 2);
            }
        }
        text.withOptional("host_mtu", nic.mtu()).withOptional("bootindex", nic.bootOrder());
        return DeviceText.withPlacement(text, nic);
    }

    private static String driver(NetworkInterface nic, BoardDevices board) {
        String driver = driver(nic.model());
        return nic.model() == NetworkInterface.Model.VIRTIO ? board.virtio(driver) : driver;
    }

    /** Returns the driver of a model, for virtio without the suffix that depends on the board. */
    public static String driver(NetworkInterface.Model model) {
        return model == NetworkInterface.Model.VIRTIO ? "virtio-net" : model.toString();
    }
}

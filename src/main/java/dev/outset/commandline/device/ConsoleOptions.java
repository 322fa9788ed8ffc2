package dev.outset.commandline.device;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.vm.DeviceIds;
import dev.outset.vm.VmSpec;
import dev.outset.vm.console.CharacterBackend;
import dev.outset.vm.console.Console;
import dev.outset.vm.console.Display;
import dev.outset.vm.console.SerialPort;
import dev.outset.vm.console.Video;
import dev.outset.vm.device.Controller;
import dev.outset.vm.machine.BoardDevices;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Screen, graphics card, and everything that carries bytes in lines. */
public final class ConsoleOptions {

    private static final String MADE_CONTROLLER = "virtio-serial";

    private ConsoleOptions() {}

    public static void display(OptionList options, Console console) {
        String pointer = "/console/display";
        options.add("-display", "none", pointer, "Nobody looks at a window on the host.");
        switch (console.display()) {
            case Display.None() -> {}
            case Display.Vnc vnc -> options.add("-vnc", vnc(vnc), pointer, "The VNC server that shows the screen.");
            case Display.Spice spice ->
                options.add("-spice", spice(spice), pointer, "The SPICE server that shows the screen.");
        }
    }

    private static OptionText vnc(Display.Vnc vnc) {
        String where = vnc.address().startsWith("unix:") ? vnc.address() : vnc.address() + ":" + vnc.display();
        // With a sign of equality in it, QEMU would take what stands before that for a member's name.
        OptionText text = where.indexOf('=') < 0
                ? OptionText.of(where)
                : OptionText.empty().with("vnc", where);
        if (vnc.password()) {
            text.with("password", true);
        }
        text.withOptional("tls-creds", vnc.tlsCredentials());
        vnc.options().forEach(text::with);
        return text;
    }

    private static OptionText spice(Display.Spice spice) {
        OptionText text = OptionText.empty().withOptional("port", spice.port()).with("addr", spice.address());
        if (spice.unix()) {
            text.with("unix", true);
        }
        if (!spice.ticketing()) {
            text.with("disable-ticketing", true);
        }
        spice.options().forEach(text::with);
        return text;
    }

    public static void video(OptionList options, Console console) {
        Video video = console.video();
        if (video != null) {
            options.add(
                    "-device",
                    DeviceText.finish(DeviceText.of(video.model().driver(), DeviceIds.single(video, "video0")), video),
                    "/console/video",
                    "The graphics card.");
        } else if (!(console.display() instanceof Display.None)) {
            options.add(
                    "-device",
                    DeviceText.of(Video.Model.STD.driver(), "video0"),
                    "/console/display",
                    "A screen needs a graphics card, and the definition names none.");
        }
    }

    /** The controller that consoles and channels hang on, unless the definition names one. */
    static void controller(OptionList options, VmSpec spec, BoardDevices board) {
        boolean needed = spec.console().serialPorts().stream()
                .anyMatch(port ->
                        port.kind() != SerialPort.Kind.SERIAL && !port.options().containsKey("bus"));
        if (needed && controller(spec) == null) {
            options.add(
                    "-device",
                    DeviceText.of(board.virtio("virtio-serial"), MADE_CONTROLLER),
                    "/console/serialPorts",
                    "The controller that consoles and channels hang on.");
        }
    }

    public static void serialPorts(OptionList options, VmSpec spec) {
        List<SerialPort> ports = spec.console().serialPorts();
        String named = controller(spec);
        String bus = (named == null ? MADE_CONTROLLER : named) + ".0";
        for (int i = 0; i < ports.size(); i++) {
            port(options, ports.get(i), i, bus);
        }
    }

    private static @Nullable String controller(VmSpec spec) {
        List<Controller> controllers = spec.devices().controllers();
        for (int i = 0; i < controllers.size(); i++) {
            if (controllers.get(i).kind() == Controller.Kind.VIRTIO_SERIAL) {
                return DeviceIds.controller(controllers.get(i), i);
            }
        }
        return null;
    }

    private static void port(OptionList options, SerialPort port, int index, String bus) {
        String pointer = "/console/serialPorts/" + index;
        String id = DeviceIds.serial(port, index);
        String backend = "char-" + id;
        options.add("-chardev", backend(port.backend(), backend), pointer + "/backend", "Where the bytes go.");
        OptionText text = switch (port.kind()) {
            case SERIAL -> DeviceText.of("isa-serial", id);
            case CONSOLE -> onBus(DeviceText.of("virtconsole", id), bus, port.options());
            case CHANNEL -> onBus(DeviceText.of("virtserialport", id), bus, port.options());
        };
        text.with("chardev", backend).withOptional("name", port.name());
        options.add("-device", DeviceText.finish(text, null, port.options()), pointer, "What the guest sees.");
    }

    private static OptionText onBus(OptionText text, String bus, Map<String, String> options) {
        return options.containsKey("bus") ? text : text.with("bus", bus);
    }

    static OptionText backend(CharacterBackend backend, String id) {
        return switch (backend) {
            case CharacterBackend.Null() -> OptionText.of("null").with("id", id);
            case CharacterBackend.Pty() -> OptionText.of("pty").with("id", id);
            case CharacterBackend.File(String path, boolean append) ->
                OptionText.of("file").with("id", id).with("path", path).with("append", append);
            case CharacterBackend.Unix(String path, boolean server) ->
                server(OptionText.of("socket").with("id", id).with("path", path), server);
            case CharacterBackend.Tcp tcp -> {
                OptionText text = OptionText.of("socket")
                        .with("id", id)
                        .with("host", tcp.host())
                        .with("port", tcp.port());
                yield tcp.telnet() ? server(text, tcp.server()).with("telnet", true) : server(text, tcp.server());
            }
        };
    }

    private static OptionText server(OptionText text, boolean server) {
        return server ? text.with("server", true).with("wait", false) : text;
    }
}

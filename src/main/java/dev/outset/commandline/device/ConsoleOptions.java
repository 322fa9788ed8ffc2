package dev.outset.commandline.device;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.PartialOptions;
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
import org.jspecify.annotations.Nullable;

/** Renders the display, the graphics card, serial ports, consoles and channels. */
public final class ConsoleOptions {

    private static final String IMPLICIT_CONTROLLER = "virtio-serial";

    private ConsoleOptions() {}

    /** Renders the display server. */
    public static void display(OptionList options, Console console) {
        String pointer = "/console/display";
        options.add("-display", "none", pointer, "No window on the host.");
        switch (console.display()) {
            case Display.None() -> {}
            case Display.Vnc vnc -> options.add("-vnc", vnc(vnc), pointer, "The VNC server for the display.");
            case Display.Spice spice ->
                options.add("-spice", spice(spice), pointer, "The SPICE server for the display.");
        }
    }

    private static OptionText vnc(Display.Vnc vnc) {
        String address = vnc.address().startsWith("unix:") ? vnc.address() : vnc.address() + ":" + vnc.display();
        // If the address contains '=', QEMU would read the text before it as a key.
        OptionText text = address.indexOf('=') < 0
                ? OptionText.of(address)
                : OptionText.empty().with("vnc", address);
        PartialOptions.VNC.render(text, vnc);
        vnc.options().forEach(text::with);
        return text;
    }

    private static OptionText spice(Display.Spice spice) {
        OptionText text = PartialOptions.SPICE.render(OptionText.empty(), spice);
        spice.options().forEach(text::with);
        return text;
    }

    /** Renders the graphics card, or the default card if only a display is set. */
    public static void video(OptionList options, Console console, BoardDevices board) {
        Video video = console.video();
        if (video != null) {
            DeviceTable.VIDEO.addTo(options, video, "video0", board);
        } else if (!(console.display() instanceof Display.None)) {
            options.add(
                    "-device",
                    DeviceText.of(Video.Model.STD.driver(), "video0"),
                    "/console/display",
                    "The display requires a graphics card, and the definition does not set one.");
        }
    }

    /** Renders the controller for consoles and channels, unless the definition contains one. */
    static void controller(OptionList options, VmSpec spec, BoardDevices board) {
        boolean needed = spec.console().serialPorts().stream().anyMatch(ConsoleOptions::needsBus);
        if (needed && controller(spec) == null) {
            options.add(
                    "-device",
                    DeviceText.of(board.virtio("virtio-serial"), IMPLICIT_CONTROLLER),
                    "/console/serialPorts",
                    "The controller for consoles and channels.");
        }
    }

    /** Renders the serial ports, consoles and channels. */
    public static void serialPorts(OptionList options, VmSpec spec) {
        List<SerialPort> ports = spec.console().serialPorts();
        String controller = controller(spec);
        String bus = (controller == null ? IMPLICIT_CONTROLLER : controller) + ".0";
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
        options.add("-chardev", backend(port.backend(), backend), pointer + "/backend", "The host side of the port.");
        OptionText text = DeviceText.of(driver(port.kind()), id);
        if (needsBus(port)) {
            text.with("bus", bus);
        }
        text.with("chardev", backend).withOptional("name", port.name());
        options.add(
                "-device",
                DeviceText.withPlacement(text, null, port.options()),
                pointer,
                "The port that the guest sees.");
    }

    /** Returns the driver of a kind of port. */
    public static String driver(SerialPort.Kind kind) {
        return switch (kind) {
            case SERIAL -> "isa-serial";
            case CONSOLE -> "virtconsole";
            case CHANNEL -> "virtserialport";
        };
    }

    private static boolean needsBus(SerialPort port) {
        return port.kind() != SerialPort.Kind.SERIAL && !port.options().containsKey("bus");
    }

    private static OptionText backend(CharacterBackend backend, String id) {
        return switch (backend) {
            case CharacterBackend.Null() -> OptionText.of("null").with("id", id);
            case CharacterBackend.Pty() -> OptionText.of("pty").with("id", id);
            case CharacterBackend.File file ->
                PartialOptions.FILE.render(OptionText.of("file").with("id", id), file);
            case CharacterBackend.Unix unix ->
                PartialOptions.UNIX.render(OptionText.of("socket").with("id", id), unix);
            case CharacterBackend.Tcp tcp ->
                PartialOptions.TCP.render(OptionText.of("socket").with("id", id), tcp);
        };
    }
}

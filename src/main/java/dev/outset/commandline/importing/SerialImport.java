package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.PartialOptions;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.device.ConsoleOptions;
import dev.outset.commandline.device.DeviceTable;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.console.SerialPort;
import dev.outset.vm.property.PropertyNames;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Imports serial ports, consoles and channels with their backends. */
final class SerialImport {

    private static final Map<String, String> KINDS =
            DeviceTable.byDriver(SerialPort.Kind.values(), ConsoleOptions::driver);

    private final SpecBuilder builder;

    SerialImport(SpecBuilder builder) {
        this.builder = builder;
    }

    static boolean isPort(String driver) {
        return KINDS.containsKey(driver);
    }

    void device(CliOption option, String driver, KeyValues members) {
        CliOption chardev = builder.backend("-chardev", members.require("chardev"));
        ObjectNode port = SpecBuilder.object();
        port.put("kind", KINDS.get(driver));
        port.set("backend", backend(chardev.members()));
        SpecBuilder.put(port, "name", members.take("name"));
        SpecBuilder.put(port, "id", members.take("id"));
        bus(members);
        SpecBuilder.putOptions(port, members, PropertyNames.DEVICE);
        String pointer = builder.add(port, "/console/serialPorts");
        option.markMapped(pointer, "The port that the guest sees");
        chardev.markMapped(pointer + "/backend", "The host side of the port");
    }

    /** Takes the bus if it is that of the first controller, which is the default; any other bus stays a property. */
    private void bus(KeyValues members) {
        for (var controller : builder.listAt("/devices/controllers")) {
            if (controller.path("kind").asString("").equals("virtio-serial")) {
                String bus = controller.path("id").asString("") + ".0";
                if (bus.equals(members.peek("bus"))) {
                    members.take("bus");
                }
                return;
            }
        }
    }

    static ObjectNode backend(KeyValues members) {
        ObjectNode backend = SpecBuilder.object();
        String kind = members.require("backend");
        members.take("id");
        switch (kind) {
            case "null", "pty" -> backend.put("type", kind);
            case "file" -> PartialOptions.FILE.readInto(backend.put("type", "file"), members);
            case "socket" -> {
                boolean isUnix = members.peek("path") != null;
                takeWait(members);
                (isUnix ? PartialOptions.UNIX : PartialOptions.TCP)
                        .readInto(backend.put("type", isUnix ? "unix" : "tcp"), members);
            }
            default -> throw new UnmappableOptionException("No field for the character device '" + kind + "'");
        }
        members.requireEmpty();
        return backend;
    }

    private static void takeWait(KeyValues members) {
        String server = members.peek("server");
        if (server != null && KeyValues.isOn(server) && members.flag("wait", true)) {
            throw new UnmappableOptionException("No field for a server socket with wait=on");
        }
    }

    /** Maps {@code -serial}, which combines port and backend. */
    void olderForms() {
        builder.forEach("-serial", option -> {
            String text = option.requireValue();
            if (text.equals("none")) {
                option.markMapped("/console/serialPorts", "No serial port");
                return;
            }
            CliOption chardev = text.startsWith("chardev:")
                    ? builder.backend("-chardev", text.substring("chardev:".length()))
                    : null;
            ObjectNode port = SpecBuilder.object();
            port.put("kind", "serial");
            port.set("backend", chardev == null ? legacy(text) : backend(chardev.members()));
            String pointer = builder.add(port, "/console/serialPorts");
            option.markMapped(
                    pointer,
                    text.equals("stdio") || text.equals("mon:stdio")
                            ? "A serial port; a definition has no terminal, so the output is discarded"
                            : "A serial port and its backend");
            if (chardev != null) {
                chardev.markMapped(pointer + "/backend", "The host side of the port");
            }
        });
    }

    private static ObjectNode legacy(String text) {
        return switch (text) {
            case "null", "stdio", "mon:stdio", "vc" -> of("null");
            case "pty" -> of("pty");
            default -> {
                String kind = text.replaceFirst(":.*", "");
                String rest = text.substring(Math.min(text.length(), kind.length() + 1));
                yield switch (kind) {
                    case "file" -> of("file").put("path", rest).put("append", false);
                    case "unix", "tcp", "telnet" -> legacySocket(kind, rest);
                    default -> throw new UnmappableOptionException("No field for the character device '" + text + "'");
                };
            }
        };
    }

    private static ObjectNode legacySocket(String kind, String rest) {
        KeyValues members = KeyValues.of(rest, "address");
        String address = members.require("address");
        takeWait(members);
        ObjectNode backend = of(kind.equals("unix") ? "unix" : "tcp").put("server", members.flag("server", false));
        if (kind.equals("unix")) {
            backend.put("path", address);
        } else {
            int colon = address.lastIndexOf(':');
            backend.put("host", address.substring(0, Math.max(0, colon))).put("telnet", kind.equals("telnet"));
            SpecBuilder.putNumber(backend, "port", address.substring(colon + 1));
        }
        members.requireEmpty();
        return backend;
    }

    private static ObjectNode of(@Nullable String type) {
        return SpecBuilder.object().put("type", type);
    }
}

package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.PartialOptions;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.property.PropertyNames;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Imports the display server, and the graphics card of {@code -vga}. */
final class ConsoleImport {

    private static final Set<String> CARDS = Set.of("std", "virtio", "qxl", "cirrus", "vmware");

    private final SpecBuilder builder;

    ConsoleImport(SpecBuilder builder) {
        this.builder = builder;
    }

    void run() {
        builder.forEach("-vnc", this::vnc);
        builder.forEach("-spice", this::spice);
        builder.forEach("-vga", this::vga);
    }

    private void setDisplay(CliOption option, ObjectNode display, String reason) {
        if (builder.objectAt("/console").has("display")) {
            throw new UnmappableOptionException("A definition supports one display");
        }
        builder.objectAt("/console").set("display", display);
        option.markMapped("/console/display", reason);
    }

    private void vnc(CliOption option) {
        KeyValues members = option.members();
        String target = members.require("vnc");
        ObjectNode display = SpecBuilder.object().put("type", "vnc");
        if (target.equals("none")) {
            option.markMapped("/console/display", "No VNC server");
            return;
        }
        if (target.startsWith("unix:")) {
            display.put("address", target);
        } else {
            int colon = target.lastIndexOf(':');
            if (colon < 0) {
                throw new UnmappableOptionException("'" + target + "' is not a host and display number");
            }
            display.put("address", target.substring(0, colon));
            SpecBuilder.putNumber(display, "display", target.substring(colon + 1));
        }
        PartialOptions.VNC.readInto(display, members);
        SpecBuilder.putOptions(display, members, PropertyNames.DISPLAY);
        setDisplay(option, display, "The VNC server for the display");
    }

    private void spice(CliOption option) {
        KeyValues members = option.members();
        ObjectNode display = SpecBuilder.object().put("type", "spice");
        PartialOptions.SPICE.readInto(display, members);
        if (members.peek("password") != null) {
            throw new UnmappableOptionException("A definition cannot contain a password");
        }
        SpecBuilder.putOptions(display, members, PropertyNames.DISPLAY);
        setDisplay(option, display, "The SPICE server for the display");
    }

    private void vga(CliOption option) {
        String kind = option.requireValue();
        if (kind.equals("none")) {
            option.markMapped("/console", "No graphics card");
            return;
        }
        if (!CARDS.contains(kind) || builder.objectAt("/console").has("video")) {
            throw new UnmappableOptionException("No field for this graphics card");
        }
        builder.objectAt("/console/video").put("model", kind);
        option.markMapped("/console/video", "The graphics card");
    }
}

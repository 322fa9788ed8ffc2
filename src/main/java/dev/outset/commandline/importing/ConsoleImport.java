package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import dev.outset.vm.property.PropertyNames;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Who shows the screen, and the graphics card where an option of its own names it. */
final class ConsoleImport {

    private static final Map<String, String> CARDS =
            Map.of("std", "std", "virtio", "virtio", "qxl", "qxl", "cirrus", "cirrus", "vmware", "vmware");

    private final SpecBuilder draft;

    ConsoleImport(SpecBuilder draft) {
        this.draft = draft;
    }

    void run() {
        draft.each("-vnc", this::vnc);
        draft.each("-spice", this::spice);
        draft.each("-vga", this::vga);
    }

    private void show(CliOption word, ObjectNode display, String reason) {
        if (draft.at("console").has("display")) {
            throw new UnmappableOptionException("A definition has one display");
        }
        draft.at("console").set("display", display);
        word.mapped("/console/display", reason);
    }

    private void vnc(CliOption word) {
        KeyValues members = word.members("vnc");
        String target = members.need("vnc");
        ObjectNode display = SpecBuilder.object().put("type", "vnc");
        if (target.equals("none")) {
            word.mapped("/console/display", "There is no VNC server");
            return;
        }
        if (target.startsWith("unix:")) {
            display.put("address", target);
        } else {
            int colon = target.lastIndexOf(':');
            if (colon < 0) {
                throw new UnmappableOptionException("'" + target + "' is no host and display");
            }
            display.put("address", target.substring(0, colon));
            SpecBuilder.putNumber(display, "display", target.substring(colon + 1));
        }
        display.put("password", members.flag("password", false));
        SpecBuilder.put(display, "tlsCredentials", members.take("tls-creds"));
        SpecBuilder.putOptions(display, members, PropertyNames.DISPLAY);
        show(word, display, "The VNC server that shows the screen");
    }

    private void spice(CliOption word) {
        KeyValues members = word.members(null);
        ObjectNode display = SpecBuilder.object().put("type", "spice");
        SpecBuilder.putNumber(display, "port", members.take("port"));
        String address = members.take("addr");
        display.put("address", address == null ? "" : address);
        display.put("unix", members.flag("unix", false));
        display.put("ticketing", !members.flag("disable-ticketing", false));
        if (members.peek("password") != null) {
            throw new UnmappableOptionException("No definition carries a password");
        }
        SpecBuilder.putOptions(display, members, PropertyNames.DISPLAY);
        show(word, display, "The SPICE server that shows the screen");
    }

    private void vga(CliOption word) {
        String kind = word.text();
        if (kind.equals("none")) {
            word.mapped("/console", "There is no graphics card");
            return;
        }
        String model = CARDS.get(kind);
        if (model == null || draft.at("console").has("video")) {
            throw new UnmappableOptionException("No field describes this graphics card");
        }
        draft.at("console", "video").put("model", model);
        word.mapped("/console/video", "The graphics card");
    }
}

package dev.outset.commandline.importing;

import dev.outset.vm.OptionNames;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Who shows the screen, and the graphics card where an option of its own names it. */
final class ConsoleImport {

    private static final Map<String, String> CARDS =
            Map.of("std", "std", "virtio", "virtio", "qxl", "qxl", "cirrus", "cirrus", "vmware", "vmware");

    private final Draft draft;

    ConsoleImport(Draft draft) {
        this.draft = draft;
    }

    void run() {
        draft.each("-vnc", this::vnc);
        draft.each("-spice", this::spice);
        draft.each("-vga", this::vga);
    }

    private void show(Word word, ObjectNode display, String reason) {
        if (draft.at("console").has("display")) {
            throw new NotMappable("A definition has one display");
        }
        draft.at("console").set("display", display);
        word.mapped("/console/display", reason);
    }

    private void vnc(Word word) {
        Members members = word.members("vnc");
        String target = members.need("vnc");
        ObjectNode display = Draft.object().put("type", "vnc");
        if (target.equals("none")) {
            word.mapped("/console/display", "There is no VNC server");
            return;
        }
        if (target.startsWith("unix:")) {
            display.put("address", target);
        } else {
            int colon = target.lastIndexOf(':');
            if (colon < 0) {
                throw new NotMappable("'" + target + "' is no host and display");
            }
            display.put("address", target.substring(0, colon));
            Draft.putNumber(display, "display", target.substring(colon + 1));
        }
        display.put("password", members.flag("password", false));
        Draft.put(display, "tlsCredentials", members.take("tls-creds"));
        Draft.putOptions(display, members, OptionNames.DISPLAY);
        show(word, display, "The VNC server that shows the screen");
    }

    private void spice(Word word) {
        Members members = word.members(null);
        ObjectNode display = Draft.object().put("type", "spice");
        Draft.putNumber(display, "port", members.take("port"));
        String address = members.take("addr");
        display.put("address", address == null ? "" : address);
        display.put("unix", members.flag("unix", false));
        display.put("ticketing", !members.flag("disable-ticketing", false));
        if (members.peek("password") != null) {
            throw new NotMappable("No definition carries a password");
        }
        Draft.putOptions(display, members, OptionNames.DISPLAY);
        show(word, display, "The SPICE server that shows the screen");
    }

    private void vga(Word word) {
        String kind = word.text();
        if (kind.equals("none")) {
            word.mapped("/console", "There is no graphics card");
            return;
        }
        String model = CARDS.get(kind);
        if (model == null || draft.at("console").has("video")) {
            throw new NotMappable("No field describes this graphics card");
        }
        draft.at("console", "video").put("model", model);
        word.mapped("/console/video", "The graphics card");
    }
}

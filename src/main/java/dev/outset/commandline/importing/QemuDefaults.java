package dev.outset.commandline.importing;

import tools.jackson.databind.node.ObjectNode;

/** What a list leaves to QEMU, written down where the definition's own defaults differ. */
final class QemuDefaults {

    private QemuDefaults() {}

    static void add(SpecBuilder draft, NetworkImport networks) {
        put(draft.at("machine"), "type", "pc");
        put(draft.at("memory"), "size", "128MiB");
        put(draft.at("cpu"), "model", "qemu64");
        if (!draft.has("-sandbox")) {
            draft.at("security", "sandbox").put("enabled", false);
        }
        if (!draft.has("-nodefaults")) {
            devices(draft, networks);
        }
    }

    private static void put(ObjectNode node, String member, String value) {
        if (!node.has(member)) {
            node.put(member, value);
        }
    }

    private static void devices(SpecBuilder draft, NetworkImport networks) {
        if (!draft.board().hasPci()) {
            return;
        }
        boolean hasScreen = draft.has("-vga") || draft.at("console").has("video");
        if (!hasScreen) {
            draft.at("console", "video").put("model", "std");
            draft.note(
                    "/console/video",
                    "import-default",
                    "Without -nodefaults QEMU adds a graphics card, so the definition names one",
                    "Remove it if the guest needs no screen");
        }
        boolean hasNetwork = draft.has("-nic")
                || draft.has("-net")
                || draft.has("-netdev")
                || !draft.list("networkInterfaces").isEmpty();
        if (!hasNetwork) {
            ObjectNode nic = SpecBuilder.object();
            nic.put("model", networks.standardModel());
            draft.list("networkInterfaces").add(nic);
            draft.note(
                    "/networkInterfaces/0",
                    "import-default",
                    "Without -nodefaults QEMU adds a network card on its user network, so the definition names one",
                    "Remove it if the guest needs no network");
        }
        draft.note(
                "",
                "import-default",
                "Without -nodefaults QEMU also adds a serial and a parallel port, a floppy drive and an empty CD-ROM "
                        + "drive where the board has them; the definition leaves them out",
                "Add what the guest needs");
    }
}

package dev.outset.commandline.importing;

import tools.jackson.databind.node.ObjectNode;

/** Adds QEMU's defaults to the definition where they differ from the defaults of definitions. */
final class QemuDefaults {

    private QemuDefaults() {}

    static void add(SpecBuilder builder, NetworkImport networks) {
        put(builder.objectAt("/machine"), "type", "pc");
        put(builder.objectAt("/memory"), "size", "128MiB");
        put(builder.objectAt("/cpu"), "model", "qemu64");
        if (!builder.has("-sandbox")) {
            builder.objectAt("/security/sandbox").put("enabled", false);
        }
        if (!builder.has("-nodefaults")) {
            devices(builder, networks);
        }
    }

    private static void put(ObjectNode node, String member, String value) {
        if (!node.has(member)) {
            node.put(member, value);
        }
    }

    private static void devices(SpecBuilder builder, NetworkImport networks) {
        if (!builder.board().hasPci()) {
            return;
        }
        boolean hasScreen = builder.has("-vga") || builder.objectAt("/console").has("video");
        if (!hasScreen) {
            builder.objectAt("/console/video").put("model", "std");
            builder.addNote(
                    "/console/video",
                    "import-default",
                    "Without -nodefaults QEMU adds a graphics card, so the definition contains one",
                    "Remove it if the guest does not need a display");
        }
        boolean hasNetwork = builder.has("-nic")
                || builder.has("-net")
                || builder.has("-netdev")
                || !builder.listAt("/networkInterfaces").isEmpty();
        if (!hasNetwork) {
            ObjectNode nic = SpecBuilder.object();
            nic.put("model", networks.defaultModel());
            builder.listAt("/networkInterfaces").add(nic);
            builder.addNote(
                    "/networkInterfaces/0",
                    "import-default",
                    "Without -nodefaults QEMU adds a network card on its user network, so the definition contains one",
                    "Remove it if the guest does not need a network");
        }
        builder.addNote(
                "",
                "import-default",
                "Without -nodefaults QEMU also adds a serial and a parallel port, a floppy drive and an empty CD-ROM "
                        + "drive if the board has them; the definition omits them",
                "Add the devices that the guest needs");
    }
}

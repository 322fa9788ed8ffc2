package dev.outset.commandline;

import dev.outset.binding.RecordWriter;
import dev.outset.vm.VmSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Creates the files that a definition refers to, for a real QEMU. */
final class HostFiles {

    private static final int QCOW2_MAGIC = 0x514649fb;

    private static final long QCOW2_SIZE = 1 << 20;

    private HostFiles() {}

    static void create(VmSpec spec, Path directory) throws IOException {
        List<String> texts = new ArrayList<>();
        collect(new RecordWriter().write(spec), texts);
        for (String text : texts) {
            if (text.startsWith(RealQemu.PLACEHOLDER + "/")) {
                create(directory.resolve(text.substring(RealQemu.PLACEHOLDER.length() + 1)));
            }
        }
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isString()) {
            texts.add(node.asString());
        }
        node.forEach(child -> collect(child, texts));
    }

    private static void create(Path file) throws IOException {
        String name = file.toString();
        if (name.endsWith(".qcow2")) {
            Files.write(file, qcow2());
        } else if (name.endsWith("/psk")) {
            Files.createDirectories(file);
            Files.writeString(file.resolve("keys.psk"), "qemu:00112233445566778899aabbccddeeff\n");
        } else if (name.endsWith("/key.raw")) {
            Files.writeString(file, "c2VjcmV0\n");
        } else if (name.endsWith(".fd")) {
            Files.write(file, new byte[1 << 16]);
        } else if (!name.endsWith(".sock") && !name.endsWith(".log")) {
            Files.write(file, new byte[1 << 20]);
        }
    }

    /** Returns an empty version 2 image: header, L1 table, refcount table and one refcount block in four clusters. */
    static byte[] qcow2() {
        int clusterBits = 16;
        int cluster = 1 << clusterBits;
        ByteBuffer image = ByteBuffer.allocate(4 * cluster);
        image.putInt(QCOW2_MAGIC)
                .putInt(2)
                .putLong(0)
                .putInt(0)
                .putInt(clusterBits)
                .putLong(QCOW2_SIZE);
        image.putInt(0)
                .putInt(1)
                .putLong(3L * cluster)
                .putLong(cluster)
                .putInt(1)
                .putInt(0)
                .putLong(0);
        image.putLong(cluster, 2L * cluster);
        for (int i = 0; i < 4; i++) {
            image.putShort(2 * cluster + 2 * i, (short) 1);
        }
        return image.array();
    }
}

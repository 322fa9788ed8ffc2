package dev.outset.launch.policy.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Builds disk images byte by byte, including ones that no tool would write. */
public final class Images {

    static final int QCOW_MAGIC = 0x514649fb;

    private static final int CLUSTER_BITS = 16;

    private Images() {}

    /**
     * Returns the header of a qcow2 image.
     *
     * @param version 2 or 3
     * @param backing the backing file; null for none
     * @param format its format; null for none
     * @param data the external data file; null for none
     */
    public static byte[] qcow2(int version, @Nullable String backing, @Nullable String format, @Nullable String data) {
        ByteBuffer image = ByteBuffer.allocate(1 << CLUSTER_BITS);
        image.putInt(0, QCOW_MAGIC).putInt(4, version).putInt(20, CLUSTER_BITS).putLong(24, 1 << 20);
        int headerLength = version == 3 ? 104 : 72;
        if (version == 3) {
            image.putLong(72, data == null ? 0 : 4).putInt(96, 4).putInt(100, headerLength);
        }
        image.position(headerLength);
        if (format != null) {
            extension(image, 0xe2792aca, format);
        }
        if (data != null) {
            extension(image, 0x44415441, data);
        }
        image.putLong(0);
        if (backing != null) {
            byte[] name = backing.getBytes(StandardCharsets.UTF_8);
            image.putLong(8, image.position()).putInt(16, name.length).put(name);
        }
        return image.array();
    }

    private static void extension(ByteBuffer image, int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        image.putInt(type).putInt(bytes.length).put(bytes);
        image.position((image.position() + 7) & ~7);
    }

    /** Returns the header of a qcow image of version 1. */
    static byte[] qcow(@Nullable String backing) {
        ByteBuffer image = ByteBuffer.allocate(4096).putInt(0, QCOW_MAGIC).putInt(4, 1);
        if (backing != null) {
            byte[] name = backing.getBytes(StandardCharsets.UTF_8);
            image.putLong(8, 48).putInt(16, name.length).put(48, name);
        }
        return image.array();
    }

    /** Returns the header of a QED image. */
    static byte[] qed(@Nullable String backing, boolean isRaw) {
        ByteBuffer image =
                ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x00444551);
        if (backing != null) {
            byte[] name = backing.getBytes(StandardCharsets.UTF_8);
            image.putLong(16, isRaw ? 5 : 1)
                    .putInt(56, 64)
                    .putInt(60, name.length)
                    .put(64, name);
        }
        return image.array();
    }

    static Path write(Path file, byte[] image) throws IOException {
        return Files.write(file, image);
    }
}

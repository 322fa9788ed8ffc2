package dev.outset.launch.policy.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the header of a disk image says of other files. A header is untrusted: a guest may have written it. So it is read
 * here, in small pieces at places that are bounded, and nothing that it names is opened.
 *
 * @param backing the file below this one, as the header writes it; null for none
 * @param backingFormat the format of that file; null where the header leaves it to a guess
 * @param data the file that holds the data, as the header writes it; null where this file does
 */
record ImageHeader(
        @Nullable String backing,
        @Nullable String backingFormat,
        @Nullable String data) {

    /** Formats whose driver in QEMU opens one file only, whatever that says. */
    private static final Set<String> ALONE = Set.of("raw", "vdi", "vpc", "vhdx", "parallels");

    private static final ImageHeader NOTHING = new ImageHeader(null, null, null);

    /** {@code sizeof(BlockDriverState.backing_file)}. */
    private static final int LONGEST_NAME = 1023;

    private static final int MOST_EXTENSIONS = 1_000;

    /** An image is not what it is declared to be, or cannot be looked at. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /** Whether headers of a format can be checked. */
    static boolean isKnown(String format) {
        return ALONE.contains(format) || Set.of("qcow2", "qcow", "qed").contains(format);
    }

    /**
     * Reads a header.
     *
     * @param image a plain file or a block device
     * @param format a format that {@linkplain #isKnown is known}
     * @throws UnreadableException if it has no valid header of that format
     * @throws IOException if it cannot be read
     */
    static ImageHeader read(Path image, String format) throws IOException, UnreadableException {
        if (ALONE.contains(format)) {
            return NOTHING;
        }
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
            return switch (format) {
                case "qcow2" -> qcow2(file);
                case "qcow" -> qcow(file);
                case "qed" -> qed(file);
                default -> throw new UnreadableException("headers of the format " + format + " are not known");
            };
        }
    }

    /** {@code docs/interop/qcow2.txt}. */
    private static ImageHeader qcow2(FileChannel file) throws IOException, UnreadableException {
        ByteBuffer header = bytes(file, 0, 72);
        int version = header.getInt(4);
        if (header.getInt(0) != 0x514649fb || (version != 2 && version != 3)) {
            throw new UnreadableException("it has no qcow2 header of version 2 or 3");
        }
        int clusterBits = header.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) {
            throw new UnreadableException("its clusters have an impossible size");
        }
        long nameAt = header.getLong(8);
        String backing = nameAt == 0 ? null : name(file, nameAt, Integer.toUnsignedLong(header.getInt(16)));
        long from = 72;
        boolean hasDataFile = false;
        if (version == 3) {
            ByteBuffer more = bytes(file, 72, 32);
            hasDataFile = (more.getLong(0) & 4) != 0;
            from = Integer.toUnsignedLong(more.getInt(28));
            if (from < 104) {
                throw new UnreadableException("its header is shorter than version 3 allows");
            }
        }
        return extensions(file, from, nameAt == 0 ? 1L << clusterBits : nameAt, backing, hasDataFile);
    }

    private static ImageHeader extensions(
            FileChannel file, long from, long end, @Nullable String backing, boolean hasDataFile)
            throws IOException, UnreadableException {
        String format = null;
        String data = null;
        long at = from;
        for (int count = 0; at >= 0 && at < end; count++) {
            if (count == MOST_EXTENSIONS) {
                throw new UnreadableException("its header has more than " + MOST_EXTENSIONS + " extensions");
            }
            ByteBuffer extension = bytes(file, at, 8);
            int type = extension.getInt(0);
            long length = Integer.toUnsignedLong(extension.getInt(4));
            at += 8;
            if (type == 0) {
                break;
            }
            if (length > end - at) {
                throw new UnreadableException("its header has an extension that reaches beyond its end");
            }
            if (type == 0xe2792aca) {
                format = name(file, at, length);
            } else if (type == 0x44415441) {
                data = name(file, at, length);
            }
            at += (length + 7) & ~7L;
        }
        if (hasDataFile && data == null) {
            throw new UnreadableException("it keeps its data in another file and does not name it");
        }
        return new ImageHeader(backing, format, hasDataFile ? data : null);
    }

    /** {@code block/qcow.c}: no format of the backing file. */
    private static ImageHeader qcow(FileChannel file) throws IOException, UnreadableException {
        ByteBuffer header = bytes(file, 0, 20);
        if (header.getInt(0) != 0x514649fb || header.getInt(4) != 1) {
            throw new UnreadableException("it has no qcow header of version 1");
        }
        long nameAt = header.getLong(8);
        return nameAt == 0
                ? NOTHING
                : new ImageHeader(name(file, nameAt, Integer.toUnsignedLong(header.getInt(16))), null, null);
    }

    /** {@code docs/interop/qed_spec.rst}: little endian; a flag says that the backing file is raw. */
    private static ImageHeader qed(FileChannel file) throws IOException, UnreadableException {
        ByteBuffer header = bytes(file, 0, 64).order(ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(0) != 0x00444551) {
            throw new UnreadableException("it has no qed header");
        }
        long features = header.getLong(16);
        if ((features & 1) == 0) {
            return NOTHING;
        }
        String backing =
                name(file, Integer.toUnsignedLong(header.getInt(56)), Integer.toUnsignedLong(header.getInt(60)));
        return new ImageHeader(backing, (features & 4) != 0 ? "raw" : null, null);
    }

    /** A text as C reads it: up to the first NUL. Null for an empty one. */
    private static @Nullable String name(FileChannel file, long at, long length)
            throws IOException, UnreadableException {
        if (at < 0 || length > LONGEST_NAME) {
            throw new UnreadableException("its header names a file with more than " + LONGEST_NAME + " bytes");
        }
        byte[] bytes = bytes(file, at, (int) length).array();
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, end))
                    .toString();
            return text.isEmpty() ? null : text;
        } catch (CharacterCodingException odd) {
            throw new UnreadableException("its header names a file in a text that is not UTF-8");
        }
    }

    private static ByteBuffer bytes(FileChannel file, long at, int length) throws IOException, UnreadableException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new UnreadableException("it ends within its header");
            }
        }
        return buffer.flip();
    }
}

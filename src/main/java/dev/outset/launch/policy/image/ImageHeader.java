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
 * The references to other files in the header of a disk image. A header is untrusted, because a guest may have written
 * it. It is read in small pieces at bounded offsets, and no file that it refers to is opened here.
 *
 * @param backing the backing file as written in the header; null for none
 * @param backingFormat the format of the backing file; null if the header does not specify it
 * @param data the external data file as written in the header; null if the image contains its own data
 */
record ImageHeader(
        @Nullable String backing,
        @Nullable String backingFormat,
        @Nullable String data) {

    /** Formats whose QEMU driver never opens another file. */
    private static final Set<String> SINGLE_FILE = Set.of("raw", "vdi", "vpc", "vhdx", "parallels");

    private static final ImageHeader NOTHING = new ImageHeader(null, null, null);

    /** {@code sizeof(BlockDriverState.backing_file)}. */
    private static final int MAX_NAME_BYTES = 1023;

    private static final int MAX_EXTENSIONS = 1_000;

    /** An image does not have the declared format, or its header cannot be parsed. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /** Returns whether headers of a format can be checked. */
    static boolean isKnown(String format) {
        return SINGLE_FILE.contains(format) || Set.of("qcow2", "qcow", "qed").contains(format);
    }

    /**
     * Reads a header.
     *
     * @param image a regular file or a block device
     * @param format a format that {@linkplain #isKnown is known}
     * @throws UnreadableException if it has no valid header of that format
     * @throws IOException if it cannot be read
     */
    static ImageHeader read(Path image, String format) throws IOException, UnreadableException {
        if (SINGLE_FILE.contains(format)) {
            return NOTHING;
        }
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
            return switch (format) {
                case "qcow2" -> qcow2(file);
                case "qcow" -> qcow(file);
                case "qed" -> qed(file);
                default -> throw new UnreadableException("headers of the format " + format + " are not supported");
            };
        }
    }

    /** {@code docs/interop/qcow2.txt}. */
    private static ImageHeader qcow2(FileChannel file) throws IOException, UnreadableException {
        ByteBuffer header = bytes(file, 0, 72);
        int version = header.getInt(4);
        if (header.getInt(0) != 0x514649fb || (version != 2 && version != 3)) {
            throw new UnreadableException("it does not have a qcow2 header of version 2 or 3");
        }
        int clusterBits = header.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) {
            throw new UnreadableException("its cluster size is not valid");
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
            if (count == MAX_EXTENSIONS) {
                throw new UnreadableException("its header has more than " + MAX_EXTENSIONS + " extensions");
            }
            ByteBuffer extension = bytes(file, at, 8);
            int type = extension.getInt(0);
            long length = Integer.toUnsignedLong(extension.getInt(4));
            at += 8;
            if (type == 0) {
                break;
            }
            if (length > end - at) {
                throw new UnreadableException("its header has an extension beyond its end");
            }
            if (type == 0xe2792aca) {
                format = name(file, at, length);
            } else if (type == 0x44415441) {
                data = name(file, at, length);
            }
            at += (length + 7) & ~7L;
        }
        if (hasDataFile && data == null) {
            throw new UnreadableException("it uses an external data file but does not name it");
        }
        return new ImageHeader(backing, format, hasDataFile ? data : null);
    }

    /** {@code block/qcow.c}: without the format of the backing file. */
    private static ImageHeader qcow(FileChannel file) throws IOException, UnreadableException {
        ByteBuffer header = bytes(file, 0, 20);
        if (header.getInt(0) != 0x514649fb || header.getInt(4) != 1) {
            throw new UnreadableException("it does not have a qcow header of version 1");
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
            throw new UnreadableException("it does not have a qed header");
        }
        long features = header.getLong(16);
        if ((features & 1) == 0) {
            return NOTHING;
        }
        String backing =
                name(file, Integer.toUnsignedLong(header.getInt(56)), Integer.toUnsignedLong(header.getInt(60)));
        return new ImageHeader(backing, (features & 4) != 0 ? "raw" : null, null);
    }

    /** Reads a C string, up to the first NUL; null if it is empty. */
    private static @Nullable String name(FileChannel file, long at, long length)
            throws IOException, UnreadableException {
        if (at < 0 || length > MAX_NAME_BYTES) {
            throw new UnreadableException("its header contains a file name longer than " + MAX_NAME_BYTES + " bytes");
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
        } catch (CharacterCodingException malformed) {
            throw new UnreadableException("its header contains a file name that is not valid UTF-8");
        }
    }

    private static ByteBuffer bytes(FileChannel file, long at, int length) throws IOException, UnreadableException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new UnreadableException("it is truncated within its header");
            }
        }
        return buffer.flip();
    }
}

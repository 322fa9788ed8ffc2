package dev.outset.launch.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The end of what a QEMU wrote. */
final class StderrTail {

    private final int tailBytes;

    private final long maxBytes;

    /**
     * Limits.
     *
     * @param tailBytes how much of the end is read
     * @param maxBytes from which length on only that much is kept
     */
    StderrTail(long tailBytes, long maxBytes) {
        this.tailBytes = Math.toIntExact(Math.min(tailBytes, 1 << 20));
        this.maxBytes = maxBytes;
    }

    /** The last lines, whole ones; empty if nothing was written. */
    List<String> read(Path output) {
        try (FileChannel file = FileChannel.open(output, StandardOpenOption.READ)) {
            long from = Math.max(0, file.size() - tailBytes);
            ByteBuffer bytes = ByteBuffer.allocate(tailBytes);
            while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
                // Goes on until the end of the file.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            int cut = from == 0 ? -1 : text.indexOf('\n');
            return text.substring(cut + 1).lines().toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Cuts a file that has grown too long down to its tail. QEMU appends, so it simply goes on behind it. */
    void trim(Path output) {
        try {
            if (Files.exists(output) && Files.size(output) > maxBytes) {
                String tail = String.join("\n", read(output)) + "\n";
                Files.writeString(output, tail, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            }
        } catch (NoSuchFileException stopped) {
            // Its QEMU has been stopped in between.
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}

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

/** The tail of a QEMU's output. */
final class StderrTail {

    private final int tailBytes;

    private final long maxBytes;

    StderrTail(long tailBytes, long maxBytes) {
        this.tailBytes = Math.toIntExact(Math.min(tailBytes, 1 << 20));
        this.maxBytes = maxBytes;
    }

    /** Returns the last complete lines; empty if there is no output. */
    List<String> read(Path output) {
        try (FileChannel file = FileChannel.open(output, StandardOpenOption.READ)) {
            long from = Math.max(0, file.size() - tailBytes);
            ByteBuffer bytes = ByteBuffer.allocate(tailBytes);
            while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
                // Reads up to the end of the file.
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

    /**
     * Truncates a file that is too large to its tail. QEMU opens it in append mode, so its output continues after the
     * tail.
     */
    void trim(Path output) {
        try {
            if (Files.exists(output) && Files.size(output) > maxBytes) {
                String tail = String.join("\n", read(output)) + "\n";
                Files.writeString(output, tail, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            }
        } catch (NoSuchFileException stopped) {
            // QEMU was stopped in the meantime.
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}

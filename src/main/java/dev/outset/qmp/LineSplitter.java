package dev.outset.qmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of bytes into lines of limited length. */
final class LineSplitter {

    private final int maxLineBytes;

    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

    LineSplitter(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Takes bytes.
     *
     * @return the lines that are complete, without their ends; empty ones are left out
     * @throws QmpException if a line is too long
     */
    List<String> split(ByteBuffer bytes) {
        List<String> lines = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                String line = rest.toString(StandardCharsets.UTF_8).strip();
                rest.reset();
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            } else if (rest.size() >= maxLineBytes) {
                throw new QmpException(
                        QmpException.Reason.GARBAGE,
                        "The monitor sent a line of more than " + maxLineBytes + " bytes",
                        null);
            } else {
                rest.write(next);
            }
        }
        return lines;
    }
}

package dev.outset.qmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits a byte stream into lines of limited length. */
final class LineSplitter {

    private final int maxLineBytes;

    private final ByteArrayOutputStream partialLine = new ByteArrayOutputStream();

    LineSplitter(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Adds bytes to the stream.
     *
     * @return the completed lines, without line ends; empty lines are omitted
     * @throws QmpException if a line is too long
     */
    List<String> split(ByteBuffer bytes) {
        List<String> lines = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                String line = partialLine.toString(StandardCharsets.UTF_8).strip();
                partialLine.reset();
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            } else if (partialLine.size() >= maxLineBytes) {
                throw new QmpException(
                        QmpException.Reason.INVALID_REPLY,
                        "The monitor sent a line of more than " + maxLineBytes + " bytes",
                        null);
            } else {
                partialLine.write(next);
            }
        }
        return lines;
    }
}

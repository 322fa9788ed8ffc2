package dev.outset.benchmark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads one HTTP message after the other from the bytes of a connection as they come, and keeps nothing of a body: a request
 * or an answer with a length, in chunks, or without a body.
 */
final class HttpMessage {

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private final StringBuilder line = new StringBuilder();

    private Part part = Part.HEAD;

    private String firstLine = "";

    private String lastLine = "";

    private boolean chunked;

    private boolean closing;

    private long left;

    /** Takes bytes up to the end of a message: whether it has come. */
    boolean takes(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            boolean ended = switch (part) {
                case BODY -> skips(bytes) && ends();
                case CHUNK -> skips(bytes) && next(Part.CHUNK_END);
                case HEAD, CHUNK_SIZE, CHUNK_END, TRAILER -> hasLine(bytes) && ends(takenLine());
            };
            if (ended) {
                return true;
            }
        }
        return false;
    }

    private boolean skips(ByteBuffer bytes) {
        int count = (int) Math.min(left, bytes.remaining());
        bytes.position(bytes.position() + count);
        left -= count;
        return left == 0;
    }

    private boolean hasLine(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            char next = (char) bytes.get();
            if (next == '\n') {
                return true;
            }
            if (next != '\r') {
                line.append(next);
            }
        }
        return false;
    }

    private String takenLine() {
        String taken = line.toString();
        line.setLength(0);
        return taken;
    }

    private boolean ends(String text) {
        return switch (part) {
            case HEAD -> text.isEmpty() ? endsHead() : header(text);
            case CHUNK_SIZE -> {
                left = Long.parseLong(text, 16);
                yield next(left == 0 ? Part.TRAILER : Part.CHUNK);
            }
            case CHUNK_END -> next(Part.CHUNK_SIZE);
            case TRAILER -> text.isEmpty() && ends();
            case BODY, CHUNK -> throw new IllegalStateException("A body has no lines");
        };
    }

    private boolean header(String text) {
        if (firstLine.isEmpty()) {
            firstLine = text;
            chunked = false;
            closing = false;
            left = 0;
            return false;
        }
        if (starts(text, "content-length:")) {
            left = Long.parseLong(text.substring(15).strip());
        }
        chunked |= starts(text, "transfer-encoding:");
        closing |= text.equalsIgnoreCase("connection: close");
        return false;
    }

    /** Without a copy in lower case: it would be made at every line of every answer. */
    private static boolean starts(String text, String name) {
        return text.regionMatches(true, 0, name, 0, name.length());
    }

    private boolean endsHead() {
        if (chunked) {
            return next(Part.CHUNK_SIZE);
        }
        return left == 0 ? ends() : next(Part.BODY);
    }

    private boolean next(Part following) {
        part = following;
        return false;
    }

    private boolean ends() {
        part = Part.HEAD;
        lastLine = firstLine;
        firstLine = "";
        return true;
    }

    /** The status code of the answer that has just come. */
    int status() {
        return Integer.parseInt(lastLine.substring(9, 12));
    }

    /** Whether the connection ends with the message that has just come. */
    boolean isLast() {
        return closing;
    }

    /** Forgets what has come, for a new connection. */
    void startAnew() {
        part = Part.HEAD;
        firstLine = "";
        line.setLength(0);
    }

    /** A message as bytes. */
    static ByteBuffer bytes(String head, String body) {
        String text = head
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\n")
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
    }
}

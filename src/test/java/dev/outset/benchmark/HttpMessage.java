package dev.outset.benchmark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An incremental parser of the HTTP messages of a connection: requests or responses with a length, in chunks, or
 * without a body. Bodies are discarded.
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

    /** Reads up to the end of a message; returns whether the message is complete. */
    boolean read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            boolean ended = switch (part) {
                case BODY -> skip(bytes) && finish();
                case CHUNK -> skip(bytes) && next(Part.CHUNK_END);
                case HEAD, CHUNK_SIZE, CHUNK_END, TRAILER -> hasLine(bytes) && finish(takeLine());
            };
            if (ended) {
                return true;
            }
        }
        return false;
    }

    private boolean skip(ByteBuffer bytes) {
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

    private String takeLine() {
        String taken = line.toString();
        line.setLength(0);
        return taken;
    }

    private boolean finish(String text) {
        return switch (part) {
            case HEAD -> text.isEmpty() ? finishHead() : header(text);
            case CHUNK_SIZE -> {
                left = Long.parseLong(text, 16);
                yield next(left == 0 ? Part.TRAILER : Part.CHUNK);
            }
            case CHUNK_END -> next(Part.CHUNK_SIZE);
            case TRAILER -> text.isEmpty() && finish();
            case BODY, CHUNK -> throw new IllegalStateException("A body does not have lines");
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

    /** Compares without a lower-case copy, which would be created for every header line. */
    private static boolean starts(String text, String name) {
        return text.regionMatches(true, 0, name, 0, name.length());
    }

    private boolean finishHead() {
        if (chunked) {
            return next(Part.CHUNK_SIZE);
        }
        return left == 0 ? finish() : next(Part.BODY);
    }

    private boolean next(Part following) {
        part = following;
        return false;
    }

    private boolean finish() {
        part = Part.HEAD;
        lastLine = firstLine;
        firstLine = "";
        return true;
    }

    /** Returns the status code of the last response. */
    int status() {
        return Integer.parseInt(lastLine.substring(9, 12));
    }

    /** Returns whether the last message closes the connection. */
    boolean isLast() {
        return closing;
    }

    /** Resets the parser for a new connection. */
    void reset() {
        part = Part.HEAD;
        firstLine = "";
        line.setLength(0);
    }

    /** Encodes a message. */
    static ByteBuffer bytes(String head, String body) {
        String text = head
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\n")
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).asReadOnlyBuffer();
    }
}

package dev.outset.admission.connection;

import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.admission.limit.Deadline;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Objects;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * A response that is buffered while it is produced and sent afterwards, so that a slow client holds only the bytes of
 * its response and no permit. A response that exceeds the byte budget releases the permit and is written through.
 * Nothing is written after the deadline of the request.
 */
public final class BufferedResponse extends HttpServletResponseWrapper implements AutoCloseable {

    /** Bytes that are written between two checks of the deadline. */
    private static final int CHUNK = 8192;

    /**
     * Bytes that every response may buffer outside the budget, such as the problem that reports an exhausted budget.
     */
    private static final int FREE = 8192;

    /** The minimum number of bytes that are acquired from the budget at a time. */
    private static final int STEP = 65_536;

    /** The minimum time that a client has to read a response, even if processing has used up the request time. */
    private static final Duration MIN_TIME_TO_READ = Duration.ofSeconds(5);

    private final Lease bytes;

    private final Runnable onOverflow;

    private final FastByteArrayOutputStream buffer = new FastByteArrayOutputStream(1024);

    private final Output output = new Output();

    private boolean isBuffering = true;

    private @Nullable PrintWriter writer;

    private @Nullable Deadline readDeadline;

    /**
     * Creates a buffered response.
     *
     * @param bytes the lease of the bytes that are buffered, which ends with the response
     * @param onOverflow runs when the response exceeds the budget, before it is written through
     */
    public BufferedResponse(HttpServletResponse response, Lease bytes, Runnable onOverflow) {
        super(response);
        this.bytes = bytes;
        this.onOverflow = onOverflow;
    }

    /** Creates a response that is written through from the start, subject to the deadline of its request. */
    public static BufferedResponse unbuffered(HttpServletResponse response, Lease bytes) {
        BufferedResponse unbuffered = new BufferedResponse(response, bytes, () -> {});
        unbuffered.isBuffering = false;
        return unbuffered;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    @Override
    public PrintWriter getWriter() {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(output, Charset.forName(getCharacterEncoding())));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (!isBuffering) {
            super.flushBuffer();
        }
    }

    @Override
    public void reset() {
        super.reset();
        clearBuffer();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        clearBuffer();
    }

    @Override
    public void sendError(int status) throws IOException {
        clearBuffer();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        clearBuffer();
        super.sendError(status, message);
    }

    private void clearBuffer() {
        buffer.reset();
        writer = null;
    }

    /** Sends the buffered bytes; later output is written through. */
    public void send() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (!isBuffering) {
            return;
        }
        isBuffering = false;
        bytes.resize(Math.max(0, buffer.size() - FREE));
        if (buffer.size() > 0) {
            super.setContentLengthLong(buffer.size());
            writeBuffer();
        }
    }

    private void writeBuffer() throws IOException {
        buffer.writeTo(output);
        buffer.reset();
    }

    @Override
    public void close() {
        bytes.close();
    }

    /** Writes to the socket, which may block until the deadline. */
    private void writeThrough(byte[] content, int offset, int length) throws IOException {
        Deadline deadline = readDeadline();
        ServletOutputStream socket = getResponse().getOutputStream();
        for (int from = offset; from < offset + length; from += CHUNK) {
            if (deadline != null) {
                if (deadline.remaining().isZero()) {
                    throw new ClientAbortException("The client did not read the response in time");
                }
                ConnectionLimiter.setWriteTimeout(deadline.remaining());
            }
            socket.write(content, from, Math.min(CHUNK, offset + length - from));
        }
    }

    /** The deadline of the request, extended to the minimum time to read the response. */
    private @Nullable Deadline readDeadline() {
        Deadline current = Deadline.current();
        if (readDeadline == null && current != null) {
            readDeadline = current.withAtLeast(MIN_TIME_TO_READ);
        }
        return readDeadline;
    }

    private boolean fits(int more) {
        long missing = buffer.size() + more - FREE - bytes.count();
        return missing <= 0 || bytes.tryAdd(Math.max(missing, STEP));
    }

    private final class Output extends ServletOutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, content.length);
            if (isBuffering && fits(length)) {
                buffer.write(content, offset, length);
                return;
            }
            if (isBuffering) {
                onOverflow.run();
                isBuffering = false;
                writeBuffer();
                close();
            }
            writeThrough(content, offset, length);
        }

        @Override
        public void flush() throws IOException {
            if (!isBuffering) {
                getResponse().getOutputStream().flush();
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("Write listeners are not supported");
        }
    }
}

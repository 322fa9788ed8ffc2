package dev.outset.admission.connection;

import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.Deadline;
import dev.outset.admission.limit.OverloadException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Objects;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * An answer that is held while it is made, and written to its reader afterwards: who reads slowly keeps the bytes of the
 * answer waiting, and no turn. What does not fit is written through, without the turn; and nothing is written after the
 * deadline of the request.
 */
public final class BufferedResponse extends HttpServletResponseWrapper {

    /** So much is written between two looks at the deadline. */
    private static final int PIECE = 8192;

    /** So much every answer may hold, such as a problem that says what else is full. */
    private static final int FREE = 8192;

    private static final int STEP = 65_536;

    private static final Duration LEAST_TO_READ = Duration.ofSeconds(5);

    private final ByteBudget budget;

    private final String caller;

    private final Runnable goOn;

    private final FastByteArrayOutputStream held = new FastByteArrayOutputStream(1024);

    private final Output output = new Output();

    private long taken;

    private boolean isHeld = true;

    private @Nullable PrintWriter writer;

    private @Nullable Deadline toRead;

    /**
     * An answer that is held.
     *
     * @param budget where the bytes are counted
     * @param caller for whom
     * @param goOn what happens when an answer does not fit, before it is written through
     */
    public BufferedResponse(HttpServletResponse response, ByteBudget budget, String caller, Runnable goOn) {
        super(response);
        this.budget = budget;
        this.caller = caller;
        this.goOn = goOn;
    }

    /** An answer that is written through from the start, under the deadline of its request. */
    public static BufferedResponse writtenThrough(HttpServletResponse response, ByteBudget budget, String caller) {
        BufferedResponse through = new BufferedResponse(response, budget, caller, () -> {});
        through.isHeld = false;
        return through;
    }

    /**
     * Makes sure that there is room for an answer before work is done for it.
     *
     * @throws OverloadException if there is none
     */
    public void reserve(int bytes) {
        budget.take(caller, bytes);
        taken += bytes;
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
        if (!isHeld) {
            super.flushBuffer();
        }
    }

    @Override
    public void reset() {
        super.reset();
        forget();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        forget();
    }

    @Override
    public void sendError(int status) throws IOException {
        forget();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        forget();
        super.sendError(status, message);
    }

    private void forget() {
        held.reset();
        writer = null;
    }

    /** Writes what is held; afterwards everything is written through. */
    public void send() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (!isHeld) {
            return;
        }
        isHeld = false;
        settle();
        if (held.size() > 0) {
            super.setContentLengthLong(held.size());
            writeHeld();
        }
    }

    /** Gives back what was reserved and is not needed. */
    private void settle() {
        long surplus = taken - Math.max(0, held.size() - FREE);
        if (surplus > 0) {
            budget.giveBack(caller, surplus);
            taken -= surplus;
        }
    }

    private void writeHeld() throws IOException {
        held.writeTo(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                through(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                through(bytes, offset, length);
            }
        });
        held.reset();
    }

    /** Gives everything back. */
    public void release() {
        budget.giveBack(caller, taken);
        taken = 0;
    }

    /** The socket may block for as long as the request may still take, and no longer. */
    private void through(byte[] bytes, int offset, int length) throws IOException {
        Deadline deadline = timeToRead();
        ServletOutputStream socket = getResponse().getOutputStream();
        for (int from = offset; from < offset + length; from += PIECE) {
            if (deadline != null) {
                if (deadline.left().isZero()) {
                    throw new ClientAbortException("The answer was not read in time");
                }
                ConnectionLimiter.writeWithin(deadline.left());
            }
            socket.write(bytes, from, Math.min(PIECE, offset + length - from));
        }
    }

    /** Also where the work has taken all the time, its answer can be read. */
    private @Nullable Deadline timeToRead() {
        Deadline current = Deadline.current();
        if (toRead == null && current != null) {
            toRead = current.leaving(LEAST_TO_READ);
        }
        return toRead;
    }

    private boolean fits(int more) {
        long missing = held.size() + more - FREE - taken;
        if (missing <= 0) {
            return true;
        }
        long step = Math.max(missing, STEP);
        if (!budget.tryTake(caller, step)) {
            return false;
        }
        taken += step;
        return true;
    }

    private final class Output extends ServletOutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (isHeld && fits(length)) {
                held.write(bytes, offset, length);
                return;
            }
            if (isHeld) {
                goOn.run();
                isHeld = false;
                writeHeld();
                release();
            }
            through(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            if (!isHeld) {
                getResponse().getOutputStream().flush();
            }
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("Answers are written without listeners");
        }
    }
}

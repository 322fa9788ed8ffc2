package dev.outset.admission.connection;

import dev.outset.admission.limit.ConcurrencyLimiter.Lease;
import dev.outset.admission.limit.Deadline;
import dev.outset.admission.limit.OverloadException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request whose body is counted against a byte budget and must be received before a deadline. */
public final class MeteredRequest extends HttpServletRequestWrapper {

    private final Lease bytes;

    private final Deadline deadline;

    private @Nullable MeteredBody body;

    /**
     * Creates a metered request.
     *
     * @param bytes the lease of the bytes of the body
     * @param deadline the deadline for the body
     */
    public MeteredRequest(HttpServletRequest request, Lease bytes, Deadline deadline) {
        super(request);
        this.bytes = bytes;
        this.deadline = deadline;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return body();
    }

    private MeteredBody body() throws IOException {
        if (body == null) {
            body = new MeteredBody(super.getInputStream());
        }
        return body;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String encoding = getCharacterEncoding();
        Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
        return new BufferedReader(new InputStreamReader(getInputStream(), charset));
    }

    /**
     * Receives and buffers the body, so that later reads do not wait for the client.
     *
     * @param limit the maximum size of a body in bytes; one byte more is buffered, so that readers can detect a longer
     *     body
     * @throws OverloadException if the body is not received before the deadline or exceeds the byte budget
     */
    public void receive(int limit) throws IOException {
        body().receive(limit);
    }

    private final class MeteredBody extends ServletInputStream {

        private final ServletInputStream stream;

        private ByteArrayInputStream received = new ByteArrayInputStream(new byte[0]);

        private MeteredBody(ServletInputStream stream) {
            this.stream = stream;
        }

        private void receive(int limit) throws IOException {
            received = new ByteArrayInputStream(readNBytes(limit + 1));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Checks the deadline of the whole body; a single read is limited by the timeout of the connection. */
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (received.available() > 0) {
                return received.read(target, offset, length);
            }
            deadline.checkNow();
            int count = stream.read(target, offset, length);
            if (count > 0) {
                bytes.add(count);
            }
            return count;
        }

        @Override
        public boolean isFinished() {
            return received.available() == 0 && stream.isFinished();
        }

        @Override
        public boolean isReady() {
            return received.available() > 0 || stream.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            stream.setReadListener(listener);
        }
    }
}

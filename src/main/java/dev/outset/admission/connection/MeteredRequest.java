package dev.outset.admission.connection;

import dev.outset.admission.limit.ByteBudget;
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

/** A request whose body is counted while it is read, and has to be there in time. */
public final class MeteredRequest extends HttpServletRequestWrapper {

    private final String caller;

    private final ByteBudget budget;

    private final Deadline deadline;

    private @Nullable MeteredBody body;

    private long taken;

    public MeteredRequest(HttpServletRequest request, String caller, ByteBudget budget, Deadline deadline) {
        super(request);
        this.caller = caller;
        this.budget = budget;
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
     * Waits for the body and keeps it, so that whoever reads it later does not wait for the sender.
     *
     * @param limit the longest body that anybody takes; of a longer one only so much is kept that its reader can tell
     * @throws OverloadException if it is not there in time, or there is no room for it
     */
    public void receive(int limit) throws IOException {
        body().receive(limit);
    }

    /** Gives the bytes back when the answer has been given. */
    public void release() {
        budget.giveBack(caller, taken);
        taken = 0;
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

        /** The wait for one part is bounded by the connection's timeout, that for all of them here. */
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (received.available() > 0) {
                return received.read(bytes, offset, length);
            }
            deadline.checkNow();
            int count = stream.read(bytes, offset, length);
            if (count > 0) {
                budget.take(caller, count);
                taken += count;
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

package dev.outset.gate;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request whose body is counted while it is read, and has to be there in time. */
final class MeteredRequest extends HttpServletRequestWrapper {

    private final BodyBudget budget;

    private final Deadline deadline;

    private @Nullable MeteredBody body;

    private int taken;

    MeteredRequest(HttpServletRequest request, BodyBudget budget, Deadline deadline) {
        super(request);
        this.budget = budget;
        this.deadline = deadline;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
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

    /** Gives the bytes back when the answer has been given. */
    void release() {
        budget.giveBack(taken);
        taken = 0;
    }

    private final class MeteredBody extends ServletInputStream {

        private final ServletInputStream stream;

        private MeteredBody(ServletInputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** The wait for one part is bounded by the connection's timeout, that for all of them here. */
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            deadline.checkNow();
            int count = stream.read(bytes, offset, length);
            if (count > 0) {
                budget.take(count);
                taken += count;
            }
            return count;
        }

        @Override
        public boolean isFinished() {
            return stream.isFinished();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            stream.setReadListener(listener);
        }
    }
}

package dev.outset.admission.connection;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * What comes of a body that nobody has read: for a moment more it is read away, so that its sender hears the answer, then the
 * connection is closed. Tomcat alone would wait for every next byte as long as for any other.
 */
public final class UnreadBodyValve extends ValveBase {

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final long MOST = 2 << 20;

    private final LongSupplier nanoTime;

    public UnreadBodyValve(LongSupplier nanoTime) {
        super(true);
        this.nanoTime = nanoTime;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (!request.isAsync() && !isRead(request)) {
            response.finishResponse();
            readAway(request);
            if (!isRead(request)) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    private void readAway(Request request) {
        long end = nanoTime.getAsLong() + MOMENT.toNanos();
        ConnectionLimiter.readWithin(MOMENT);
        Count count = new Count();
        try {
            while (count.bytes < MOST && nanoTime.getAsLong() - end < 0 && !isRead(request)) {
                if (request.getCoyoteRequest().doRead(count) < 0) {
                    return;
                }
            }
        } catch (IOException gone) {
            container.getLogger().debug("A body that nobody reads has ended early", gone);
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean isRead = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
        return isRead.get();
    }

    /** Lets bytes go. */
    private static final class Count implements ApplicationBufferHandler {

        private ByteBuffer buffer = ByteBuffer.allocate(0);

        private long bytes;

        @Override
        public void setByteBuffer(ByteBuffer filled) {
            buffer = filled;
            bytes += filled.remaining();
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }
}

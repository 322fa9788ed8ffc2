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
 * Discards an unread request body for a short time, so that the client can read the response, and then closes the
 * connection. Tomcat by itself would apply the full connection timeout to every read of the remaining body.
 */
public final class UnreadBodyValve extends ValveBase {

    private static final Duration MAX_TIME = Duration.ofSeconds(1);

    private static final long MAX_BYTES = 2 << 20;

    private final LongSupplier nanoTime;

    /**
     * Creates the valve.
     *
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    public UnreadBodyValve(LongSupplier nanoTime) {
        super(true);
        this.nanoTime = nanoTime;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (!request.isAsync() && !isRead(request)) {
            response.finishResponse();
            discardBody(request);
            if (!isRead(request)) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    private void discardBody(Request request) {
        long end = nanoTime.getAsLong() + MAX_TIME.toNanos();
        ConnectionLimiter.setReadTimeout(MAX_TIME);
        DiscardingHandler discarded = new DiscardingHandler();
        try {
            while (discarded.bytes < MAX_BYTES && nanoTime.getAsLong() - end < 0 && !isRead(request)) {
                if (request.getCoyoteRequest().doRead(discarded) < 0) {
                    return;
                }
            }
        } catch (IOException aborted) {
            container.getLogger().debug("The client aborted a request body that was being discarded", aborted);
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean isRead = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
        return isRead.get();
    }

    /** Counts and discards bytes. */
    private static final class DiscardingHandler implements ApplicationBufferHandler {

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

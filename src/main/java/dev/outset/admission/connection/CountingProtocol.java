package dev.outset.admission.connection;

import dev.outset.admission.limit.ClientIdentifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with an endpoint that reports every connection to {@link ConnectionLimiter}; Tomcat itself only counts
 * connections. Tomcat instantiates it by its class name.
 */
public final class CountingProtocol extends Http11NioProtocol {

    private final CountingEndpoint endpoint;

    /** Creates a protocol whose connection limiter must be set before it is started. */
    public CountingProtocol() {
        this(new CountingEndpoint());
    }

    private CountingProtocol(CountingEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        CountingHandler handler = new CountingHandler();
        setHandler(handler);
        endpoint.setHandler(handler);
    }

    /** Sets the limiter that counts the connections. */
    public void setConnectionLimiter(ConnectionLimiter limiter) {
        endpoint.limiter = limiter;
    }

    private static final class CountingEndpoint extends NioEndpoint {

        private final Map<SocketChannel, ConnectionLimiter.Connection> counted = new ConcurrentHashMap<>();

        private @Nullable ConnectionLimiter limiter;

        @Override
        protected boolean setSocketOptions(SocketChannel channel) {
            ConnectionLimiter.Connection connection = limiter().open(address(channel));
            if (connection == null) {
                destroySocket(channel);
                return false;
            }
            counted.put(channel, connection);
            if (!super.setSocketOptions(channel)) {
                removeConnection(channel);
                return false;
            }
            SocketWrapperBase<NioChannel> wrapper = connections.get(channel);
            if (wrapper != null) {
                limiter().accepted(connection, new CountedSocket(this, wrapper));
            }
            return true;
        }

        private ConnectionLimiter limiter() {
            return Objects.requireNonNull(limiter, "The connection limiter must be set before the endpoint is started");
        }

        private static String address(SocketChannel channel) {
            try {
                return channel.getRemoteAddress() instanceof InetSocketAddress remote
                        ? ClientIdentifier.network(remote.getAddress().getHostAddress())
                        : "local";
            } catch (IOException closed) {
                return "gone";
            }
        }

        private void removeConnection(SocketChannel channel) {
            ConnectionLimiter.Connection connection = counted.remove(channel);
            if (connection != null) {
                limiter().closed(connection);
            }
        }
    }

    private final class CountingHandler extends ConnectionHandler<NioChannel> {

        private CountingHandler() {
            super(CountingProtocol.this);
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
            ConnectionLimiter.Connection connection =
                    endpoint.counted.get(wrapper.getSocket().getIOChannel());
            if (connection == null) {
                return super.process(wrapper, event);
            }
            ConnectionLimiter limiter = endpoint.limiter();
            limiter.requestStarted(connection);
            SocketState state = ConnectionLimiter.callFor(connection, () -> super.process(wrapper, event));
            return switch (state) {
                case OPEN -> {
                    wrapper.setWriteTimeout(endpoint.getConnectionTimeout());
                    limiter.awaitingRequest(connection);
                    yield state;
                }
                case LONG ->
                    isAsync(wrapper) || limiter.headPartReceived(connection) == ConnectionLimiter.Next.KEEP
                            ? state
                            : SocketState.CLOSED;
                case CLOSED, ASYNC_END, SENDFILE, UPGRADING, UPGRADED, ASYNC_IO, SUSPENDED -> state;
            };
        }

        /** Whether an asynchronous request, such as an event stream, is in progress without a thread. */
        private static boolean isAsync(SocketWrapperBase<NioChannel> wrapper) {
            return wrapper.getCurrentProcessor() instanceof Processor processor && processor.isAsync();
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> wrapper) {
            super.release(wrapper);
            endpoint.removeConnection(wrapper.getSocket().getIOChannel());
        }
    }

    private record CountedSocket(NioEndpoint endpoint, SocketWrapperBase<NioChannel> wrapper)
            implements ConnectionLimiter.Socket {

        @Override
        public void close() {
            endpoint.processSocket(wrapper, SocketEvent.ERROR, true);
        }

        @Override
        public Duration readTimeout() {
            return Duration.ofMillis(wrapper.getReadTimeout());
        }

        @Override
        public void setReadTimeout(Duration time) {
            wrapper.setReadTimeout(Math.max(1, time.toMillis()));
        }

        @Override
        public void setWriteTimeout(Duration time) {
            wrapper.setWriteTimeout(Math.max(1, time.toMillis()));
        }
    }
}

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
                limiter().accepted(connection, new Wrapped(wrapper));
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

        @Override
        public void setHandler(Handler<NioChannel> handler) {
            super.setHandler(new CountingHandler(handler));
        }

        private final class CountingHandler implements Handler<NioChannel> {

            private final Handler<NioChannel> handler;

            private CountingHandler(Handler<NioChannel> handler) {
                this.handler = handler;
            }

            @Override
            public SocketState process(SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
                ConnectionLimiter.Connection connection =
                        counted.get(wrapper.getSocket().getIOChannel());
                if (connection == null) {
                    return handler.process(wrapper, event);
                }
                limiter().requestStarted(connection);
                SocketState state = ConnectionLimiter.callFor(connection, () -> handler.process(wrapper, event));
                return switch (state) {
                    case OPEN -> {
                        wrapper.setWriteTimeout(getConnectionTimeout());
                        limiter().awaitingRequest(connection);
                        yield state;
                    }
                    case LONG ->
                        isAsync(wrapper) || limiter().headPartReceived(connection) == ConnectionLimiter.Next.KEEP
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
            public @Nullable Object getGlobal() {
                return handler.getGlobal();
            }

            @Override
            public void release(SocketWrapperBase<NioChannel> wrapper) {
                handler.release(wrapper);
                removeConnection(wrapper.getSocket().getIOChannel());
            }

            @Override
            public void pause() {
                handler.pause();
            }

            @Override
            public void recycle() {
                handler.recycle();
            }
        }

        private final class Wrapped implements ConnectionLimiter.Socket {

            private final SocketWrapperBase<NioChannel> wrapper;

            private Wrapped(SocketWrapperBase<NioChannel> wrapper) {
                this.wrapper = wrapper;
            }

            @Override
            public void close() {
                processSocket(wrapper, SocketEvent.ERROR, true);
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
}

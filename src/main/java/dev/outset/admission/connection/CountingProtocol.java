package dev.outset.admission.connection;

import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP/1.1 with a {@link CountingEndpoint}. Tomcat instantiates it by its class name. */
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
        endpoint.setConnectionLimiter(limiter);
    }
}

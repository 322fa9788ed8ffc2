package dev.outset.admission.connection;

import org.apache.coyote.http11.Http11NioProtocol;

/** HTTP/1.1 over connections that are counted. The server makes it by its name. */
public final class CountingProtocol extends Http11NioProtocol {

    private final CountingEndpoint endpoint;

    /** A protocol that has to be given what counts before it is started. */
    public CountingProtocol() {
        this(new CountingEndpoint());
    }

    private CountingProtocol(CountingEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    public void tell(ConnectionLimiter connections) {
        endpoint.tell(connections);
    }
}

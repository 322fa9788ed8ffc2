package dev.outset.migration.plan;

import dev.outset.parameters.Incoming;
import dev.outset.rules.TransportNames;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the migration stream.
 *
 * @param transport the transport of the main stream
 * @param uri the URI that the source connects to
 * @param listenUri the URI that the destination listens on
 */
record StreamAddresses(String transport, String uri, String listenUri) {

    private static final String UNIX = "unix";

    private static final Pattern HOST = Pattern.compile("(?:tcp|rdma):\\[?([^\\[\\]]*?)\\]?:\\d+(?:,.*)?");

    /** Default URIs by transport. */
    private static final Map<String, String> DEFAULT_URIS = Map.of(
            UNIX,
            "unix:/run/outset/migration.sock",
            "tcp",
            "tcp:DESTINATION:4444",
            "vsock",
            "vsock:2:4444",
            "fd",
            "fd:migration",
            "exec",
            "exec:cat",
            "rdma",
            "rdma:DESTINATION:4444",
            "file",
            "file:/run/outset/migration.state");

    static StreamAddresses of(PlanRequest request) {
        Incoming incoming = request.destination().spec().migration().incoming();
        String transport = request.transport() != null ? request.transport() : transport(request.uri(), incoming);
        String listen = incoming instanceof Incoming.Uri(String uri)
                        && TransportNames.scheme(uri).equals(transport)
                ? uri
                : null;
        String uri = request.uri() != null
                ? request.uri()
                : listen != null ? reachable(listen) : DEFAULT_URIS.getOrDefault(transport, transport + ":");
        return new StreamAddresses(transport, uri, listen != null ? listen : listening(uri));
    }

    private static String transport(@Nullable String uri, @Nullable Incoming incoming) {
        return uri != null ? TransportNames.scheme(uri) : Objects.requireNonNullElse(TransportNames.of(incoming), UNIX);
    }

    /** Returns the host that the source connects to; empty for an address without a host. */
    String host() {
        Matcher matcher = HOST.matcher(uri);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** Replaces a wildcard listen address by a placeholder for the host name of the destination. */
    private static String reachable(String listen) {
        return listen.replaceFirst("^(tcp|rdma):(0\\.0\\.0\\.0|\\[::]|0|):", "$1:DESTINATION:");
    }

    private static String listening(String uri) {
        return uri.replaceFirst("^tcp:.*:(\\d+(?:,.*)?)$", "tcp:0.0.0.0:$1");
    }
}

package dev.outset.migration.plan;

import dev.outset.parameters.Incoming;
import dev.outset.validation.settings.TransportNames;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the stream goes.
 *
 * @param transport the transport of the main stream
 * @param uri where the source connects to
 * @param listenUri where the destination listens
 */
record StreamAddresses(String transport, String uri, String listenUri) {

    private static final String UNIX = "unix";

    private static final Pattern HOST = Pattern.compile("(?:tcp|rdma):\\[?([^\\[\\]]*?)\\]?:\\d+(?:,.*)?");

    /** Places to use when nobody has named one. */
    private static final Map<String, String> PLACES = Map.of(
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

    static StreamAddresses of(PlanRequest question) {
        Incoming incoming = question.destination().spec().migration().incoming();
        String transport = question.transport() != null ? question.transport() : transport(question.uri(), incoming);
        String listen = incoming instanceof Incoming.Uri(String uri)
                        && TransportNames.form(uri).equals(transport)
                ? uri
                : null;
        String uri = question.uri() != null
                ? question.uri()
                : listen != null ? reachable(listen) : PLACES.getOrDefault(transport, transport + ":");
        return new StreamAddresses(transport, uri, listen != null ? listen : listening(uri));
    }

    private static String transport(@Nullable String uri, @Nullable Incoming incoming) {
        return uri != null ? TransportNames.form(uri) : Objects.requireNonNullElse(TransportNames.of(incoming), UNIX);
    }

    /** The host that the source connects to; empty for an address without one. */
    String host() {
        Matcher matcher = HOST.matcher(uri);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** A destination listens on every address of its host; a source needs the host's name. */
    private static String reachable(String listen) {
        return listen.replaceFirst("^(tcp|rdma):(0\\.0\\.0\\.0|\\[::]|0|):", "$1:DESTINATION:");
    }

    private static String listening(String uri) {
        return uri.replaceFirst("^tcp:.*:(\\d+(?:,.*)?)$", "tcp:0.0.0.0:$1");
    }
}

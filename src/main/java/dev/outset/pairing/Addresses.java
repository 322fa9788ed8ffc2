package dev.outset.pairing;

import dev.outset.migration.Incoming;
import dev.outset.migration.IncomingChannel;
import dev.outset.migration.MigrationAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the stream goes.
 *
 * @param transport the transport of the main stream
 * @param uri where the source connects to
 * @param listenUri where the destination listens
 */
record Addresses(String transport, String uri, String listenUri) {

    private static final String UNIX = "unix";

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

    static Addresses of(PairQuestion question) {
        Incoming incoming = question.destination().spec().migration().incoming();
        String transport = question.transport() != null ? question.transport() : transport(question.uri(), incoming);
        String listen =
                incoming instanceof Incoming.Uri(String uri) && scheme(uri).equals(transport) ? uri : null;
        String uri = question.uri() != null
                ? question.uri()
                : listen != null ? reachable(listen) : PLACES.getOrDefault(transport, transport + ":");
        return new Addresses(transport, uri, listen != null ? listen : listening(uri));
    }

    private static String transport(@Nullable String uri, @Nullable Incoming incoming) {
        if (uri != null) {
            return scheme(uri);
        }
        return switch (incoming) {
            case null -> UNIX;
            case Incoming.Deferred() -> UNIX;
            case Incoming.Uri(String listen) -> scheme(listen);
            case Incoming.Channels channels ->
                channels.channel(IncomingChannel.Type.MAIN)
                        .map(IncomingChannel::address)
                        .map(MigrationAddress::transport)
                        .orElse(UNIX);
        };
    }

    private static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? uri : uri.substring(0, colon);
    }

    /** A destination listens on every address of its host; a source needs the host's name. */
    private static String reachable(String listen) {
        return listen.replaceFirst("^(tcp|rdma):(0\\.0\\.0\\.0|\\[::]|0|):", "$1:DESTINATION:");
    }

    private static String listening(String uri) {
        return uri.replaceFirst("^tcp:.*:(\\d+(?:,.*)?)$", "tcp:0.0.0.0:$1");
    }
}

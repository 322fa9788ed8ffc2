package dev.outset.rules;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import org.jspecify.annotations.Nullable;

/** The transport names that the catalogue uses. */
public final class TransportNames {

    private TransportNames() {}

    /** Returns the transport of the main channel; null if it is not known yet. */
    public static @Nullable String of(@Nullable Incoming incoming) {
        return switch (incoming) {
            case null -> null;
            case Incoming.Deferred() -> null;
            case Incoming.Uri(String uri) -> scheme(uri);
            case Incoming.Channels channels ->
                channels.channel(IncomingChannel.Type.MAIN)
                        .map(IncomingChannel::address)
                        .map(TransportNames::of)
                        .orElse(null);
        };
    }

    /** Returns the scheme of a URI: the text before the first colon, or the whole text if it has none. */
    public static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? uri : uri.substring(0, colon);
    }

    /** Returns the transport of an address. */
    public static String of(MigrationAddress address) {
        return switch (address) {
            case MigrationAddress.Inet _ -> "tcp";
            case MigrationAddress.Unix _ -> "unix";
            case MigrationAddress.Vsock _ -> "vsock";
            case MigrationAddress.Fd _ -> "fd";
            case MigrationAddress.Exec _ -> "exec";
            case MigrationAddress.Rdma _ -> "rdma";
            case MigrationAddress.File _ -> "file";
        };
    }
}

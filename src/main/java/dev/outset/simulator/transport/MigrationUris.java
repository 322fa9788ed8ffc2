package dev.outset.simulator.transport;

import dev.outset.parameters.MigrationAddress;
import dev.outset.simulator.text.Ascii;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.Sizes;
import java.util.List;

/**
 * Parses migration URIs ({@code migration/migration.c: migrate_uri_parse}, {@code util/qemu-sockets.c: socket_parse}).
 */
public final class MigrationUris {

    private static final String OFFSET = ",offset=";

    private MigrationUris() {}

    /** {@code migration/migration.c: migrate_is_uri}: whether a text starts with letters and a colon. */
    public static boolean isUri(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isAlpha(text.charAt(i))) {
                return text.charAt(i) == ':';
            }
        }
        return false;
    }

    /**
     * Parses a URI.
     *
     * @param sizes the size parser of the release
     * @throws QemuError if the URI is not valid
     */
    public static MigrationAddress parse(String uri, Sizes sizes) {
        if (uri.startsWith("exec:")) {
            return new MigrationAddress.Exec(List.of("/bin/sh", "-c", uri.substring(5)));
        }
        if (uri.startsWith("rdma:")) {
            MigrationAddress.Inet inet = InetAddresses.parse(uri.substring(5));
            return new MigrationAddress.Rdma(inet.host(), inet.port());
        }
        if (uri.startsWith("tcp:")) {
            return InetAddresses.parse(uri.substring(4));
        }
        if (uri.startsWith("unix:") || uri.startsWith("vsock:") || uri.startsWith("fd:")) {
            return socket(uri);
        }
        if (uri.startsWith("file:")) {
            return file(uri.substring(5), sizes);
        }
        throw unknownProtocol(uri);
    }

    /** The error for a URI with an unknown protocol. */
    public static QemuError unknownProtocol(String uri) {
        return QemuError.generic("unknown migration protocol: " + uri);
    }

    /** {@code util/qemu-sockets.c: socket_parse}, which parses a text without a known prefix as a TCP address. */
    public static MigrationAddress socket(String text) {
        if (text.startsWith("unix:")) {
            if (text.length() == 5) {
                throw QemuError.generic("invalid Unix socket address");
            }
            return new MigrationAddress.Unix(text.substring(5));
        }
        if (text.startsWith("fd:")) {
            if (text.length() == 3) {
                throw QemuError.generic("invalid file descriptor address");
            }
            return new MigrationAddress.Fd(text.substring(3));
        }
        if (text.startsWith("vsock:")) {
            return vsock(text.substring(6));
        }
        return InetAddresses.parse(text.startsWith("tcp:") ? text.substring(4) : text);
    }

    private static MigrationAddress vsock(String text) {
        int colon = text.indexOf(':');
        String cid = colon < 0 ? "" : text.substring(0, colon);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        if (cid.isEmpty() || port.isEmpty() || cid.length() > 32 || port.length() > 32) {
            throw QemuError.generic("error parsing address '" + text + "'");
        }
        if (port.indexOf(',') >= 0) {
            throw QemuError.generic("trailing characters in address '" + text + "'");
        }
        return new MigrationAddress.Vsock(cid, port);
    }

    private static MigrationAddress file(String text, Sizes sizes) {
        int option = text.indexOf(OFFSET);
        if (option < 0) {
            return new MigrationAddress.File(text, 0L);
        }
        String offset = text.substring(option + OFFSET.length());
        Sizes.Result size = sizes.parse(offset);
        String reason = switch (size.status()) {
            case OK -> "";
            case INVALID -> "Invalid argument";
            case OUT_OF_RANGE -> "Numerical result out of range";
        };
        if (!reason.isEmpty()) {
            throw QemuError.generic("file URI has bad offset " + offset + ": " + reason);
        }
        return new MigrationAddress.File(text.substring(0, option), size.value());
    }
}

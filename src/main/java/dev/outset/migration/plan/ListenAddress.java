package dev.outset.migration.plan;

import dev.outset.parameters.MigrationAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A normalised address on which a QEMU receives a migration stream, so that different spellings compare equal.
 *
 * @param transport the transport, such as {@code tcp}
 * @param host the normalised host or context id; empty for a wildcard address and for transports without a host
 * @param name the port, or the path or name of a transport without a host
 */
public record ListenAddress(String transport, String host, String name) {

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:\\[([^\\[\\]]*)]|([^:,]*)):([0-9A-Za-z_-]+)(?:,.*)?", Pattern.DOTALL);

    private static final String LOCALHOST = "localhost";

    /** Returns whether a stream to a URI may arrive at one of the addresses on which a QEMU listens. */
    public static boolean mayReceive(List<MigrationAddress.Socket> addresses, String uri) {
        return of(uri).filter(target -> addresses.stream()
                        .flatMap(address -> of(address).stream())
                        .anyMatch(address -> address.mayReceive(target)))
                .isPresent();
    }

    private static Optional<ListenAddress> of(MigrationAddress.Socket address) {
        return switch (address) {
            case MigrationAddress.Inet(String host, String port) -> Optional.of(of("tcp", host, port));
            case MigrationAddress.Unix(String path) -> Optional.of(new ListenAddress("unix", "", path));
            case MigrationAddress.Vsock _, MigrationAddress.Fd _ -> Optional.empty();
        };
    }

    /** Parses a URI in QEMU's syntax; empty if it is not valid. */
    static Optional<ListenAddress> of(String uri) {
        int colon = uri.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String transport = uri.substring(0, colon);
        String rest = uri.substring(colon + 1);
        return switch (transport) {
            case "tcp", "rdma", "vsock" -> ofHost(transport, rest);
            default -> Optional.of(new ListenAddress(transport, "", rest));
        };
    }

    private static Optional<ListenAddress> ofHost(String transport, String rest) {
        Matcher matcher = HOST_AND_PORT.matcher(rest);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(of(transport, host, matcher.group(3)));
    }

    private static ListenAddress of(String transport, String host, String port) {
        return new ListenAddress(transport, oneSpelling(host), port.replaceFirst("^0+(?=\\d)", ""));
    }

    private static String oneSpelling(String host) {
        InetAddress literal = literal(host);
        if (literal != null) {
            return literal.isAnyLocalAddress() ? "" : literal.getHostAddress();
        }
        return host.toLowerCase(Locale.ROOT);
    }

    /** Parses an IP address; null for a host name, which is not resolved. */
    private static @Nullable InetAddress literal(String host) {
        try {
            return host.isEmpty() ? null : InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    boolean hasHost() {
        return transport.equals("tcp") || transport.equals("rdma");
    }

    /** Returns whether it is a wildcard or loopback address. */
    boolean isOfThisHost() {
        InetAddress literal = literal(host);
        return host.isEmpty() || host.equals(LOCALHOST) || (literal != null && literal.isLoopbackAddress());
    }

    /**
     * Returns whether a stream to a target address may arrive here: this address may be a wildcard, and the host of the
     * target may be a name.
     */
    private boolean mayReceive(ListenAddress target) {
        return transport.equals(target.transport)
                && name.equals(target.name)
                && (host.isEmpty() || host.equals(target.host) || literal(target.host) == null);
    }
}

package dev.outset.admission.limit;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.Principal;
import java.util.Arrays;
import java.util.HexFormat;

/** The keys that requests and connections are counted under. */
public final class ClientKeys {

    /** A single IPv6 client usually has a /64 and could otherwise use a new address for every request. */
    private static final int NETWORK_BYTES = 8;

    private ClientKeys() {}

    /** The key of the authenticated principal, otherwise of the client address. */
    public static String of(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? address(request) : "subject " + principal.getName();
    }

    /** The key of the client address. */
    static String address(HttpServletRequest request) {
        return "address " + network(request.getRemoteAddr());
    }

    /** The network of an address: an IPv4 address as it is, the /64 of an IPv6 address. */
    public static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address inet6
                    ? HexFormat.of().formatHex(Arrays.copyOf(inet6.getAddress(), NETWORK_BYTES))
                    : address;
        } catch (IllegalArgumentException notLiteral) {
            return address;
        }
    }
}

package dev.outset.admission.limit;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.Principal;
import java.util.Arrays;
import java.util.HexFormat;

/** For whom a request is counted. */
public final class ClientKeys {

    /** One customer usually has a whole /64 of IPv6, and could otherwise be a new subject with every request. */
    private static final int NETWORK_BYTES = 8;

    private ClientKeys() {}

    /** Who has logged in, else where the request came from. */
    public static String of(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? address(request) : "subject " + principal.getName();
    }

    /** Where a request came from, for whoever has not logged in. */
    static String address(HttpServletRequest request) {
        return "address " + network(request.getRemoteAddr());
    }

    /** An address, of IPv6 its /64. */
    public static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
                    : address;
        } catch (IllegalArgumentException noLiteral) {
            return address;
        }
    }
}

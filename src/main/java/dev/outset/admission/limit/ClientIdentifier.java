package dev.outset.admission.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the clients that requests and connections are counted for. Before authentication, a client is identified by the principal that was previously authenticated with the
 * same credential, otherwise by the address. Attempts to guess credentials are therefore counted for the address and do
 * not affect authenticated clients at the same address. This is not authentication; every request is still
 * authenticated.
 */
public final class ClientIdentifier {

    /** A single IPv6 client usually has a /64 and could otherwise use a new address for every request. */
    private static final int NETWORK_BYTES = 8;

    private final Cache<String, String> principals;

    /**
     * Creates an identifier.
     *
     * @param maxClients the maximum number of credentials that are remembered
     */
    public ClientIdentifier(int maxClients) {
        this.principals = Caffeine.newBuilder().maximumSize(maxClients).build();
    }

    /** The presumed client of a request before authentication. */
    public String presumed(HttpServletRequest request) {
        String credential = credential(request);
        String principal = credential == null ? null : principals.getIfPresent(credential);
        return principal == null ? address(request) : principal;
    }

    /** The authenticated principal of a request, otherwise the client address. */
    public static String of(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? address(request) : "subject " + principal.getName();
    }

    private static String address(HttpServletRequest request) {
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

    /** Remembers the principal that was authenticated with the credential of a request. */
    public void remember(HttpServletRequest request, String principal) {
        String credential = credential(request);
        if (credential != null && !principal.equals(principals.getIfPresent(credential))) {
            principals.put(credential, principal);
        }
    }

    /** The hash of the credential of a request, because credentials are not retained; null if there is none. */
    private static @Nullable String credential(HttpServletRequest request) {
        MessageDigest hash = null;
        for (String header : CredentialHeaders.ALL) {
            String value = request.getHeader(header);
            if (value != null) {
                hash = hash == null ? DigestUtils.getSha256Digest() : hash;
                hash.update((header + ":" + value).getBytes(StandardCharsets.UTF_8));
            }
        }
        return hash == null ? null : HexFormat.of().formatHex(hash.digest());
    }
}

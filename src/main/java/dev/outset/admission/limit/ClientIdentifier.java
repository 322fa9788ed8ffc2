package dev.outset.admission.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the client of a request before authentication: by the principal that was previously authenticated with the
 * same credential, otherwise by the address. Attempts to guess credentials are therefore counted for the address and do
 * not affect authenticated clients at the same address. This is not authentication; every request is still
 * authenticated.
 */
public final class ClientIdentifier {

    private final Cache<String, String> principals;

    /**
     * Creates an identifier.
     *
     * @param maxClients the maximum number of credentials that are remembered
     */
    public ClientIdentifier(int maxClients) {
        this.principals = Caffeine.newBuilder().maximumSize(maxClients).build();
    }

    /** The presumed client of a request. */
    public String of(HttpServletRequest request) {
        String credential = credential(request);
        String principal = credential == null ? null : principals.getIfPresent(credential);
        return principal == null ? ClientKeys.address(request) : principal;
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

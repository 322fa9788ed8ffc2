package dev.outset.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * An authenticated or anonymous client of the API.
 *
 * @param name the name, as in the audit log
 * @param role the operations that are permitted
 * @param scope the VMs that are accessible
 * @param credential a description of the credential; never a secret
 * @param keyId the id of the API key; null for other credentials
 * @param expiresAt when the credential expires; null if it does not expire
 */
public record Principal(
        String name,
        Role role,
        LabelScope scope,
        String credential,
        @Nullable String keyId,
        @Nullable Instant expiresAt)
        implements AuthenticatedPrincipal {

    private static final Principal UNRESTRICTED =
            new Principal("anonymous", Role.ADMINISTRATOR, LabelScope.unrestricted(), "none", null, null);

    private static final Principal ANONYMOUS =
            new Principal("unauthenticated", Role.NONE, LabelScope.unrestricted(), "none", null, null);

    /** The name, for Spring Security. */
    @Override
    public String getName() {
        return name;
    }

    /** The principal of every request to a service without authentication: an administrator. */
    public static Principal unrestricted() {
        return UNRESTRICTED;
    }

    /** The principal of a request without a credential to a service with authentication: no role. */
    public static Principal anonymous() {
        return ANONYMOUS;
    }
}

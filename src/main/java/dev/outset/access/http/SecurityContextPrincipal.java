package dev.outset.access.http;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.Principal;
import dev.outset.access.key.ApiKeyAuthenticator;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Provides the principal that Spring Security has authenticated. */
final class SecurityContextPrincipal implements CurrentPrincipal {

    private final Supplier<ApiKeyAuthenticator> keys;

    private final InstantSource clock;

    SecurityContextPrincipal(Supplier<ApiKeyAuthenticator> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Principal current() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Principal principal
                ? principal
                : Principal.anonymous();
    }

    @Override
    public boolean isStillValid(Principal principal) {
        boolean isExpired = principal.expiresAt() != null && !clock.instant().isBefore(principal.expiresAt());
        return !isExpired && (principal.keyId() == null || keys.get().isValid(principal.keyId()));
    }

    @Override
    public boolean isAuthenticationRequired() {
        return true;
    }
}

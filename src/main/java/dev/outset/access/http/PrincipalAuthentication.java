package dev.outset.access.http;

import dev.outset.access.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A principal as Spring Security's authentication. */
final class PrincipalAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Principal principal;

    PrincipalAuthentication(Principal principal) {
        super(List.of(new SimpleGrantedAuthority("ROLE_" + principal.role().name())));
        this.principal = principal;
        setAuthenticated(true);
    }

    @Override
    public Principal getPrincipal() {
        return principal;
    }

    /** The credential is not retained. */
    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return principal.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PrincipalAuthentication authentication && principal.equals(authentication.principal);
    }

    @Override
    public int hashCode() {
        return principal.hashCode();
    }
}

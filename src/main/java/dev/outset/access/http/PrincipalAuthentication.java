package dev.outset.access.http;

import dev.outset.access.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A subject, as Spring Security carries it through a request. */
final class PrincipalAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Principal subject;

    PrincipalAuthentication(Principal subject) {
        super(List.of(new SimpleGrantedAuthority("ROLE_" + subject.role().name())));
        this.subject = subject;
        setAuthenticated(true);
    }

    @Override
    public Principal getPrincipal() {
        return subject;
    }

    /** Nothing is kept of what was shown. */
    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return subject.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PrincipalAuthentication authentication && subject.equals(authentication.subject);
    }

    @Override
    public int hashCode() {
        return subject.hashCode();
    }
}

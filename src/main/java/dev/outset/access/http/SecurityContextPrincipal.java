package dev.outset.access.http;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.Principal;
import dev.outset.access.key.ApiKeyAuthenticator;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.security.core.context.SecurityContextHolder;

/** Knows who calls from what Spring Security has found out. */
final class SecurityContextPrincipal implements CurrentPrincipal {

    private final Supplier<ApiKeyAuthenticator> keys;

    private final InstantSource clock;

    SecurityContextPrincipal(Supplier<ApiKeyAuthenticator> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Principal current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof PrincipalAuthentication known
                ? known.getPrincipal()
                : Principal.nobody();
    }

    @Override
    public boolean isStillIn(Principal subject) {
        boolean isOver = subject.until() != null && !clock.instant().isBefore(subject.until());
        return !isOver && (subject.keyId() == null || keys.get().isValid(subject.keyId()));
    }

    @Override
    public boolean isAsked() {
        return true;
    }
}

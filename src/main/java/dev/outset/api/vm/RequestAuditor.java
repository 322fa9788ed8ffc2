package dev.outset.api.vm;

import dev.outset.store.audit.AuditorAware;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The authenticated principal of the current request. Client addresses do not count: many clients can share one. */
final class RequestAuditor implements AuditorAware {

    private static final int MAX_LENGTH = 255;

    @Override
    public @Nullable String current() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            Principal principal = attributes.getRequest().getUserPrincipal();
            return principal == null ? null : truncated(principal.getName());
        }
        return null;
    }

    private static String truncated(String name) {
        return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
    }
}

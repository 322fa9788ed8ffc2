package dev.outset.api.vm;

import dev.outset.store.audit.AuditorAware;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Whoever has logged in with the request of this thread. An address creates nothing: many may stand behind it. */
final class RequestAuditor implements AuditorAware {

    private static final int LONGEST = 255;

    @Override
    public @Nullable String current() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            Principal principal = attributes.getRequest().getUserPrincipal();
            return principal == null ? null : shortened(principal.getName());
        }
        return null;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    }
}

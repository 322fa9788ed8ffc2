package dev.outset.access.http;

import dev.outset.access.Caller;
import dev.outset.access.Requires;
import dev.outset.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets a request through to an operation of ours if its role is enough; an operation without {@link Requires} is shut. */
final class RoleGate implements HandlerInterceptor {

    private final Caller caller;

    private final Denials denials;

    RoleGate(Caller caller, Denials denials) {
        this.caller = caller;
        this.denials = denials;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod operation
                && operation.getBeanType().getName().startsWith("dev.outset.")) {
            Role role = caller.current().role();
            Requires rule = operation.getMethodAnnotation(Requires.class);
            if (rule == null || !role.includes(rule.value())) {
                AccessDeniedException denied = new AccessDeniedException(
                        rule == null
                                ? "Nobody may do this: it has no rule"
                                : "This needs the role " + rule.value() + "; yours is " + role);
                denials.note(request, denied);
                throw denied;
            }
        }
        return true;
    }
}

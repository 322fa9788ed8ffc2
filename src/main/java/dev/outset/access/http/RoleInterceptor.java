package dev.outset.access.http;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets a request through to an operation of ours if its role is enough; an operation without {@link RequiredRole} is shut. */
final class RoleInterceptor implements HandlerInterceptor {

    private final CurrentPrincipal caller;

    private final AccessDeniedMetrics denials;

    RoleInterceptor(CurrentPrincipal caller, AccessDeniedMetrics denials) {
        this.caller = caller;
        this.denials = denials;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod operation
                && operation.getBeanType().getName().startsWith("dev.outset.")) {
            Role role = caller.current().role();
            RequiredRole rule = operation.getMethodAnnotation(RequiredRole.class);
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

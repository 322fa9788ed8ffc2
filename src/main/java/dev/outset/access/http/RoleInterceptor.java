package dev.outset.access.http;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Enforces {@link RequiredRole} on the operations of the API; operations without it are denied. */
final class RoleInterceptor implements HandlerInterceptor {

    private final CurrentPrincipal caller;

    private final AccessDeniedMetrics metrics;

    RoleInterceptor(CurrentPrincipal caller, AccessDeniedMetrics metrics) {
        this.caller = caller;
        this.metrics = metrics;
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
                                ? "The operation does not permit any role"
                                : "The operation requires the role " + rule.value() + "; the caller has the role "
                                        + role);
                metrics.record(request, denied);
                throw denied;
            }
        }
        return true;
    }
}

package dev.outset.access.http;

import dev.outset.access.AccessSettings;
import dev.outset.access.Principal;
import dev.outset.access.Role;
import dev.outset.admission.limit.CredentialHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** The security filter chain: Spring Security with authentication, only the cross-site check without. */
@Configuration(proxyBeanMethods = false)
class FilterChainConfiguration {

    /** Paths that do not require authentication: the static UI, the API documentation and the probes. */
    private static final String[] PUBLIC_PATHS = {
        "/",
        "/index.html",
        "/favicon.ico",
        "/ui/**",
        "/webjars/**",
        "/swagger-ui.html",
        "/swagger-ui/**",
        "/v3/api-docs",
        "/v3/api-docs/**",
        "/v3/api-docs.yaml",
        "/livez",
        "/readyz"
    };

    private static final AuthorizationManager<RequestAuthorizationContext> UNRESTRICTED_VIEWER = (caller, context) -> {
        Authentication authentication = caller.get();
        return new AuthorizationDecision(authentication != null
                && authentication.getPrincipal() instanceof Principal principal
                && principal.role().includes(Role.VIEWER)
                && principal.scope().isUnrestricted());
    };

    private static final AuthorizationManager<RequestAuthorizationContext> PERMIT_ALL =
            (caller, context) -> new AuthorizationDecision(true);

    /** Disables the observation of every single security filter; the observation of the request is sufficient. */
    @Bean
    static SecurityObservationSettings securityObservationSettings() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    SecurityFilterChain accessFilterChain(
            AccessMode mode,
            AccessSettings settings,
            AccessProblemHandler problems,
            Credentials credentials,
            Environment environment,
            ObjectProvider<HttpSecurity> security) {
        return switch (mode) {
            case AUTHENTICATED -> authenticated(security.getObject(), problems, credentials, environment);
            case OPEN_ON_LOOPBACK -> open(new CrossSiteRequestFilter(true, settings.allowedHosts(), problems));
            case OPEN_TO_NETWORK ->
                open(new CrossSiteRequestFilter(!settings.allowedHosts().isEmpty(), settings.allowedHosts(), problems));
        };
    }

    private static SecurityFilterChain open(CrossSiteRequestFilter filter) {
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, filter);
    }

    private static SecurityFilterChain authenticated(
            HttpSecurity security, AccessProblemHandler problems, Credentials credentials, Environment environment) {
        // A separate management port has no authentication: access to it is restricted by the network.
        boolean isSeparate = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
        return security.csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> credentials)
                        .bearerTokenResolver(keyOrToken())
                        .authenticationEntryPoint(problems)
                        .accessDeniedHandler(problems))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(PUBLIC_PATHS)
                                .permitAll()
                                .requestMatchers(EndpointRequest.toAnyEndpoint())
                                .access(isSeparate ? PERMIT_ALL : UNRESTRICTED_VIEWER)
                                .requestMatchers("/api/**")
                                .authenticated()
                                .anyRequest()
                                .denyAll())
                .build();
    }

    private static BearerTokenResolver keyOrToken() {
        DefaultBearerTokenResolver bearer = new DefaultBearerTokenResolver();
        return new BearerTokenResolver() {
            @Override
            public @Nullable String resolve(HttpServletRequest request) {
                String key = request.getHeader(CredentialHeaders.KEY);
                return key == null || key.isBlank() ? bearer.resolve(request) : key.strip();
            }
        };
    }
}

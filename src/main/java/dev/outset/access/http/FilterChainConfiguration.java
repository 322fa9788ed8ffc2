package dev.outset.access.http;

import dev.outset.access.AccessSettings;
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
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** What every request goes through: one guard where access is not asked for, Spring Security where it is. */
@Configuration(proxyBeanMethods = false)
class FilterChainConfiguration {

    /** What anybody may see: pages, which hold nothing secret, and whether the service lives. */
    private static final String[] OPEN = {
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

    private static final AuthorizationManager<RequestAuthorizationContext> WATCHES_EVERYTHING =
            (caller, context) -> new AuthorizationDecision(caller.get() instanceof PrincipalAuthentication known
                    && known.getPrincipal().role().includes(Role.VIEWER)
                    && known.getPrincipal().reach().isEverything());

    private static final AuthorizationManager<RequestAuthorizationContext> ANYBODY =
            (caller, context) -> new AuthorizationDecision(true);

    /** Each filter of the chain would be observed by itself, at every request; one observation of a request is enough. */
    @Bean
    static SecurityObservationSettings securityObservationSettings() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    SecurityFilterChain door(
            AccessMode mode,
            AccessSettings settings,
            AccessProblemHandler problems,
            Credentials credentials,
            Environment environment,
            ObjectProvider<HttpSecurity> security) {
        return switch (mode) {
            case ASKED -> asking(security.getObject(), problems, credentials, environment);
            case OPEN_ON_LOOPBACK -> open(new CrossSiteRequestFilter(true, settings.allowedHosts(), problems));
            case OPEN_TO_THE_NETWORK ->
                open(new CrossSiteRequestFilter(!settings.allowedHosts().isEmpty(), settings.allowedHosts(), problems));
        };
    }

    private static SecurityFilterChain open(CrossSiteRequestFilter guard) {
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, guard);
    }

    private static SecurityFilterChain asking(
            HttpSecurity security, AccessProblemHandler problems, Credentials credentials, Environment environment) {
        // The management port has no access of its own: it is for those who can reach it, as probes and metrics are.
        boolean isApart = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
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
                                .requestMatchers(OPEN)
                                .permitAll()
                                .requestMatchers(EndpointRequest.toAnyEndpoint())
                                .access(isApart ? ANYBODY : WATCHES_EVERYTHING)
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

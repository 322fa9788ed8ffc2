package dev.outset.access.http;

import dev.outset.access.AccessSettings;
import dev.outset.access.CurrentPrincipal;
import dev.outset.access.key.ApiKeyAuthenticator;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Beans of authentication and authorization over HTTP. */
@Configuration(proxyBeanMethods = false)
class WebSecurityConfiguration {

    @Bean
    AccessMode accessMode(AccessSettings settings, Environment environment) {
        return AccessMode.of(settings, environment);
    }

    @Bean
    ListenAddressCheck listenAddressCheck(AccessMode mode, ServerProperties server, Environment environment) {
        InetAddress management = Binder.get(environment)
                .bind("management.server.address", InetAddress.class)
                .orElse(null);
        return new ListenAddressCheck(mode, server, management, ManagementPortType.get(environment));
    }

    @Bean
    CurrentPrincipal currentPrincipal(AccessMode mode, ObjectProvider<ApiKeyAuthenticator> keys, InstantSource clock) {
        return mode == AccessMode.AUTHENTICATED
                ? new SecurityContextPrincipal(keys::getObject, clock)
                : CurrentPrincipal.unrestricted();
    }

    @Bean
    AccessDeniedMetrics accessDeniedMetrics(MeterRegistry meters) {
        return new AccessDeniedMetrics(meters);
    }

    @Bean
    AccessProblemHandler accessProblemHandler(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> resolver,
            AccessDeniedMetrics metrics) {
        return new AccessProblemHandler(resolver::getObject, metrics);
    }

    @Bean
    Credentials credentials(ApiKeyAuthenticator keys, ObjectProvider<JwtDecoder> tokens, AccessSettings settings) {
        return new Credentials(
                keys::authenticate, Optional.ofNullable(tokens.getIfAvailable()), new JwtPrincipalConverter(settings));
    }

    /** Requires an expiry time: Spring Security accepts tokens without one. */
    @Bean
    OAuth2TokenValidator<Jwt> tokenExpiryValidator() {
        return token -> token.getExpiresAt() != null
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error("invalid_token", "The claim exp is missing", null));
    }

    @Bean
    WebMvcConfigurer roleInterceptor(AccessMode mode, CurrentPrincipal caller, AccessDeniedMetrics metrics) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                if (mode == AccessMode.AUTHENTICATED) {
                    registry.addInterceptor(new RoleInterceptor(caller, metrics));
                }
            }
        };
    }
}

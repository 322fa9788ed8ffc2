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

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class WebSecurityConfiguration {

    @Bean
    AccessMode accessMode(AccessSettings settings, Environment environment) {
        return AccessMode.of(settings, environment);
    }

    @Bean
    ListenAddressCheck listenCheck(AccessMode mode, ServerProperties server, Environment environment) {
        InetAddress management = Binder.get(environment)
                .bind("management.server.address", InetAddress.class)
                .orElse(null);
        return new ListenAddressCheck(mode, server, management, ManagementPortType.get(environment));
    }

    @Bean
    CurrentPrincipal caller(AccessMode mode, ObjectProvider<ApiKeyAuthenticator> keys, InstantSource clock) {
        return mode == AccessMode.ASKED
                ? new SecurityContextPrincipal(keys::getObject, clock)
                : CurrentPrincipal.anybody();
    }

    @Bean
    AccessDeniedMetrics denials(MeterRegistry meters) {
        return new AccessDeniedMetrics(meters);
    }

    @Bean
    AccessProblemHandler problems(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> resolver,
            AccessDeniedMetrics denials) {
        return new AccessProblemHandler(resolver::getObject, denials);
    }

    @Bean
    Credentials credentials(ApiKeyAuthenticator keys, ObjectProvider<JwtDecoder> tokens, AccessSettings settings) {
        return new Credentials(
                keys::of, Optional.ofNullable(tokens.getIfAvailable()), new JwtPrincipalConverter(settings));
    }

    /** Spring Security takes a token that never ends; we do not. */
    @Bean
    OAuth2TokenValidator<Jwt> tokensEnd() {
        return token -> token.getExpiresAt() != null
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error("invalid_token", "The claim exp is missing", null));
    }

    @Bean
    WebMvcConfigurer roleGate(AccessMode mode, CurrentPrincipal caller, AccessDeniedMetrics denials) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                if (mode == AccessMode.ASKED) {
                    registry.addInterceptor(new RoleInterceptor(caller, denials));
                }
            }
        };
    }
}

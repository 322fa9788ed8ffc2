package dev.outset.access.http;

import dev.outset.access.AccessSettings;
import dev.outset.access.Caller;
import dev.outset.access.key.KeyHolders;
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
class DoorConfiguration {

    @Bean
    AccessMode accessMode(AccessSettings settings, Environment environment) {
        return AccessMode.of(settings, environment);
    }

    @Bean
    ListenCheck listenCheck(AccessMode mode, ServerProperties server, Environment environment) {
        InetAddress management = Binder.get(environment)
                .bind("management.server.address", InetAddress.class)
                .orElse(null);
        return new ListenCheck(mode, server, management, ManagementPortType.get(environment));
    }

    @Bean
    Caller caller(AccessMode mode, ObjectProvider<KeyHolders> keys, InstantSource clock) {
        return mode == AccessMode.ASKED ? new SecurityCaller(keys::getObject, clock) : Caller.anybody();
    }

    @Bean
    Denials denials(MeterRegistry meters) {
        return new Denials(meters);
    }

    @Bean
    Problems problems(
            @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> resolver, Denials denials) {
        return new Problems(resolver::getObject, denials);
    }

    @Bean
    Credentials credentials(KeyHolders keys, ObjectProvider<JwtDecoder> tokens, AccessSettings settings) {
        return new Credentials(keys::of, Optional.ofNullable(tokens.getIfAvailable()), new TokenHolders(settings));
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
    WebMvcConfigurer roleGate(AccessMode mode, Caller caller, Denials denials) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                if (mode == AccessMode.ASKED) {
                    registry.addInterceptor(new RoleGate(caller, denials));
                }
            }
        };
    }
}

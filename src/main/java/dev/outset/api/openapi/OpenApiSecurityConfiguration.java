package dev.outset.api.openapi;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.admission.limit.CredentialHeaders;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Adds the security schemes and the required role of each operation to the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class OpenApiSecurityConfiguration {

    private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

    /** The required role of an operation, from the annotation that the authorization check evaluates. */
    @Bean
    OperationCustomizer requiredRoles() {
        return (operation, method) -> {
            RequiredRole rule = method.getMethodAnnotation(RequiredRole.class);
            if (rule != null) {
                operation.addExtension("x-required-role", rule.value().toString());
                describe(operation, rule.value());
            }
            return operation;
        };
    }

    private static void describe(Operation operation, Role role) {
        addResponse(operation, "401", "Authentication is required, but the API key or token is missing or not valid.");
        if (role != Role.NONE) {
            addResponse(operation, "403", "The role " + role + " is required.");
        }
    }

    private static void addResponse(Operation operation, String status, String description) {
        operation.getResponses().addApiResponse(status, ProblemResponses.response(description));
    }

    /** The security schemes, which Swagger UI offers under Authorize. */
    @Bean
    OpenApiCustomizer securitySchemes(CurrentPrincipal caller, Environment environment) {
        String issuer = environment.getProperty(ISSUER, "");
        return document -> {
            add(
                    document,
                    "key",
                    new SecurityScheme()
                            .type(SecurityScheme.Type.APIKEY)
                            .in(SecurityScheme.In.HEADER)
                            .name(CredentialHeaders.KEY)
                            .description("An API key, as returned by POST /api-keys."));
            add(
                    document,
                    "bearer",
                    new SecurityScheme()
                            .type(SecurityScheme.Type.HTTP)
                            .scheme("bearer")
                            .description("A token of the issuer, or an API key."));
            if (!issuer.isBlank()) {
                add(
                        document,
                        "oidc",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.OPENIDCONNECT)
                                .openIdConnectUrl(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration")
                                .description("OpenID Connect login at the issuer."));
            }
            if (!caller.isAuthenticationRequired()) {
                document.addSecurityItem(new SecurityRequirement());
            }
        };
    }

    private static void add(OpenAPI document, String name, SecurityScheme scheme) {
        if (document.getComponents() == null) {
            document.setComponents(new Components());
        }
        document.getComponents().addSecuritySchemes(name, scheme);
        document.addSecurityItem(new SecurityRequirement().addList(name, List.of()));
    }
}

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

/** What the OpenAPI document says of access: how to log in, and which role each operation needs. */
@Configuration(proxyBeanMethods = false)
class AccessDocumentation {

    private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

    /** The least role of an operation, from the annotation that the door reads too. */
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
        answers(operation, "401", "Nobody is let in without a key or a token, where access is asked for.");
        if (role != Role.NONE) {
            answers(operation, "403", "The role is less than " + role + ".");
        }
    }

    private static void answers(Operation operation, String status, String description) {
        operation.getResponses().addApiResponse(status, ProblemResponses.response(description));
    }

    /** What Swagger UI asks for under Authorize. */
    @Bean
    OpenApiCustomizer waysIn(CurrentPrincipal caller, Environment environment) {
        String issuer = environment.getProperty(ISSUER, "");
        return document -> {
            add(
                    document,
                    "key",
                    new SecurityScheme()
                            .type(SecurityScheme.Type.APIKEY)
                            .in(SecurityScheme.In.HEADER)
                            .name(CredentialHeaders.KEY)
                            .description("A key, as POST /api-keys answers it."));
            add(
                    document,
                    "bearer",
                    new SecurityScheme()
                            .type(SecurityScheme.Type.HTTP)
                            .scheme("bearer")
                            .description("A token of the issuer, or a key."));
            if (!issuer.isBlank()) {
                add(
                        document,
                        "oidc",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.OPENIDCONNECT)
                                .openIdConnectUrl(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration")
                                .description("Log in at the issuer."));
            }
            if (!caller.isAsked()) {
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

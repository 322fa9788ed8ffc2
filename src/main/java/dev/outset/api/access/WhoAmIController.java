package dev.outset.api.access;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.Principal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the identity and permissions of the caller. */
@RestController
@RequestMapping(path = "/api/v1/whoami", produces = "application/json")
@Tag(name = "Access", description = "API keys, audit log and current identity.")
class WhoAmIController {

    private final CurrentPrincipal caller;

    WhoAmIController(CurrentPrincipal caller) {
        this.caller = caller;
    }

    /**
     * The identity and permissions of the caller.
     *
     * @param subject the name of the principal
     * @param role the role of the principal
     * @param selection the labels that a VM must have for the principal to read or change it; empty for all VMs
     * @param credential the credential that authenticated the request
     * @param until when the credential expires; null if it does not expire
     * @param accessConfigured whether authentication is enabled
     */
    @Schema(name = "WhoAmI")
    record WhoAmIView(
            @Schema(example = "alice") String subject,
            @Schema(type = "string", example = "operator") Role role,
            @Schema(example = "{\"team\": \"db\"}") Map<String, String> selection,
            @Schema(example = "key 3k9x0a7mq2vd") String credential,
            @Nullable Instant until,
            boolean accessConfigured) {}

    @RequiredRole(Role.NONE)
    @GetMapping
    @Operation(
            summary = "Show the current identity",
            description = "The principal, its role and label scope, and whether authentication is enabled.")
    WhoAmIView showCaller() {
        Principal principal = caller.current();
        return new WhoAmIView(
                principal.name(),
                principal.role(),
                principal.scope().labels(),
                principal.credential(),
                principal.expiresAt(),
                caller.isAuthenticationRequired());
    }
}

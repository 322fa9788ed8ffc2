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

/** Who calls. */
@RestController
@RequestMapping(path = "/api/v1/whoami", produces = "application/json")
@Tag(name = "Access", description = "Keys, the audit, and who one is.")
class WhoAmIController {

    private final CurrentPrincipal caller;

    WhoAmIController(CurrentPrincipal caller) {
        this.caller = caller;
    }

    /**
     * Who calls, and what they may do.
     *
     * @param subject who
     * @param role in which role
     * @param selection labels that a VM must have for them to see and touch it
     * @param credential by what they have proved who they are
     * @param until when that ends; null when it does not
     * @param accessConfigured whether access is asked for at all
     */
    @Schema(name = "WhoAmI", description = "Who calls, and what they may do.")
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
            operationId = "showCaller",
            summary = "Show who one is",
            description =
                    "The subject, its role, which VMs it may see and touch, and whether access is asked for at all.")
    WhoAmIView show() {
        Principal subject = caller.current();
        return new WhoAmIView(
                subject.name(),
                subject.role(),
                subject.reach().labels(),
                subject.credential(),
                subject.until(),
                caller.isAsked());
    }
}

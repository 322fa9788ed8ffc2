package dev.outset.api.access;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.LabelScope;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.access.key.ApiKey;
import dev.outset.access.key.ApiKeys;
import dev.outset.access.key.KeySettings;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.problem.NotFoundException;
import dev.outset.api.problem.ScopeViolations;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.LabelSyntax;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Keys of the API. */
@RestController
@RequestMapping(path = "/api/v1/api-keys", produces = "application/json")
@Tag(name = "Access", description = "Keys, the audit, and who one is.")
class ApiKeyController {

    private static final String EXAMPLE = "3k9x0a7mq2vd";

    private final ApiKeys keys;

    private final CurrentPrincipal caller;

    private final KeySettings settings;

    private final ApiSettings limits;

    ApiKeyController(ApiKeys keys, CurrentPrincipal caller, KeySettings settings, ApiSettings limits) {
        this.keys = keys;
        this.caller = caller;
        this.settings = settings;
        this.limits = limits;
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @PostMapping(consumes = "application/json")
    @Operation(
            operationId = "createApiKey",
            summary = "Make a key",
            description =
                    "The answer holds the key itself, this once; only a hash of it is kept. It may reach no further"
                            + " than whoever makes it.")
    @ApiResponse(responseCode = "201", description = "Made.")
    ResponseEntity<ApiKeyView> create(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ApiKeyRequest.class)))
                    ParsedBody<ApiKeyRequest> body) {
        ApiKeyRequest request = body.orRefuse();
        Duration lifetime = Objects.requireNonNullElse(request.lifetime(), settings.lifetime());
        check(request, lifetime);
        ApiKeys.Issued issued =
                keys.issue(request.name(), request.role(), new LabelScope(request.selection()), lifetime);
        return made(issued);
    }

    private void check(ApiKeyRequest request, Duration lifetime) {
        List<Violation> faults = new ArrayList<>();
        request.selection().forEach((key, value) -> {
            if (!LabelSyntax.isValid(key, value)) {
                faults.add(Violation.error(
                        "/selection",
                        "label",
                        "The label '" + key + "=" + value + "' is not well formed",
                        "Use up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"));
            }
        });
        ScopeViolations.of(caller.current().reach().missingIn(request.selection()))
                .errors()
                .forEach(fault -> faults.add(Violation.error(
                        fault.pointer().replace("/labels/", "/selection/"),
                        fault.rule(),
                        fault.message(),
                        fault.action())));
        if (!lifetime.isPositive() || lifetime.compareTo(settings.maxLifetime()) > 0) {
            faults.add(Violation.error(
                    "/lifetime",
                    "range",
                    "The lifetime is not between nothing and "
                            + settings.maxLifetime().toHours() + "h",
                    "Ask for less, or raise the setting outset.access.keys.max-lifetime"));
        }
        refuse(faults);
    }

    private static void refuse(List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(new Violations(faults));
        }
    }

    private static ResponseEntity<ApiKeyView> made(ApiKeys.Issued issued) {
        return ResponseEntity.created(
                        URI.create("/api/v1/api-keys/" + issued.key().id()))
                .header("Cache-Control", "no-store")
                .body(ApiKeyView.of(issued));
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @GetMapping
    @Operation(
            operationId = "listApiKeys",
            summary = "List keys",
            description = "In the order of their ids, page by page; those that have expired or were revoked too. Never"
                    + " the keys themselves.")
    Page<ApiKeyView> list(
            @Parameter(description = "The most items of a page.") @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = "nextCursor of the page before.") @RequestParam(required = false) @Nullable String cursor) {
        int size = limit == null ? limits.pageSize() : Math.clamp(limit, 1, limits.maxPageSize());
        List<ApiKey> found = keys.list(cursor, size + 1);
        List<ApiKey> shown = found.subList(0, Math.min(size, found.size()));
        return new Page<>(
                shown.stream().map(ApiKeyView::of).toList(),
                found.size() > size ? shown.getLast().id() : null);
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @PostMapping("/{id}/rotate")
    @Operation(
            operationId = "rotateApiKey",
            summary = "Rotate a key",
            description =
                    "A new key with the same name, role and selection, and as long a life; the old one goes on for"
                            + " outset.access.keys.rotation-grace. To end it at once, revoke it.")
    @ApiResponse(responseCode = "201", description = "Made.")
    ResponseEntity<ApiKeyView> rotate(@Parameter(example = EXAMPLE) @PathVariable String id) {
        return keys.rotate(id).map(ApiKeyController::made).orElseThrow(() -> unknown(id));
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @DeleteMapping("/{id}")
    @Operation(
            operationId = "revokeApiKey",
            summary = "Revoke a key",
            description = "It lets nobody in any more: at once here, and within outset.access.keys.cache-time at other"
                    + " replicas. It stays in the list.")
    ApiKeyView revoke(@Parameter(example = EXAMPLE) @PathVariable String id) {
        return keys.revoke(id).map(ApiKeyView::of).orElseThrow(() -> unknown(id));
    }

    private static NotFoundException unknown(String id) {
        return new NotFoundException("There is no valid key '" + id + "'");
    }
}

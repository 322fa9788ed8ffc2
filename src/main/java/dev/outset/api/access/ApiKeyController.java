package dev.outset.api.access;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.LabelScope;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.access.key.ApiKeys;
import dev.outset.access.key.KeySettings;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Cursor;
import dev.outset.api.http.Page;
import dev.outset.api.http.PageLimit;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.problem.NotFoundException;
import dev.outset.api.problem.ScopeViolations;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.LabelSyntax;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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

/** Issues, lists, rotates and revokes API keys. */
@RestController
@RequestMapping(path = "/api/v1/api-keys", produces = "application/json")
@Tag(name = "Access", description = "API keys, audit log and current identity.")
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
            summary = "Create an API key",
            description =
                    "The response contains the key itself. It is shown only once: Outset stores a hash. The new key"
                            + " cannot have a wider label scope than the caller.")
    @ApiResponse(responseCode = "201", description = "Created.")
    ResponseEntity<ApiKeyView> createApiKey(@RequestBody(required = true) ParsedBody<ApiKeyRequest> body) {
        ApiKeyRequest request = body.orThrow();
        Duration lifetime = Objects.requireNonNullElse(request.lifetime(), settings.lifetime());
        check(request, lifetime);
        ApiKeys.Issued issued =
                keys.issue(request.name(), request.role(), new LabelScope(request.selection()), lifetime);
        return created(issued);
    }

    private void check(ApiKeyRequest request, Duration lifetime) {
        List<Violation> violations = new ArrayList<>();
        request.selection().forEach((key, value) -> {
            if (!LabelSyntax.isValid(key, value)) {
                violations.add(Violation.error(
                        "/selection",
                        "label",
                        "The label '" + key + "=" + value + "' is not valid",
                        "Use up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"));
            }
        });
        violations.addAll(
                ScopeViolations.of("/selection", caller.current().scope().missingFrom(request.selection()))
                        .all());
        if (!lifetime.isPositive() || lifetime.compareTo(settings.maxLifetime()) > 0) {
            violations.add(Violation.error(
                    "/lifetime",
                    "range",
                    "The lifetime must be positive and at most "
                            + settings.maxLifetime().toHours() + "h",
                    "Request a shorter lifetime, or raise the setting outset.access.keys.max-lifetime"));
        }
        InvalidRequestException.throwIfErrors(new Violations(violations));
    }

    private static ResponseEntity<ApiKeyView> created(ApiKeys.Issued issued) {
        return ResponseEntity.created(
                        URI.create("/api/v1/api-keys/" + issued.key().id()))
                .header("Cache-Control", "no-store")
                .body(ApiKeyView.of(issued));
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @GetMapping
    @Operation(
            summary = "List API keys",
            description = "Sorted by id, in pages. Includes expired and revoked keys. The keys themselves are never"
                    + " returned.")
    Page<ApiKeyView> listApiKeys(
            @PageLimit @RequestParam(required = false) @Nullable Integer limit,
            @Cursor(regexp = "[a-z0-9]+") @RequestParam(required = false) @Nullable String cursor) {
        int size = limits.pageSize(limit);
        return Page.of(keys.list(cursor, size + 1).stream().map(ApiKeyView::of).toList(), size, ApiKeyView::id);
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @PostMapping("/{id}/rotate")
    @Operation(
            summary = "Rotate an API key",
            description =
                    "Creates a key with the same name, role, selection and lifetime. The old key remains valid for"
                            + " outset.access.keys.rotation-grace. To invalidate it immediately, revoke it.")
    @ApiResponse(responseCode = "201", description = "Created.")
    ResponseEntity<ApiKeyView> rotateApiKey(@Parameter(example = EXAMPLE) @PathVariable String id) {
        return keys.rotate(id).map(ApiKeyController::created).orElseThrow(() -> unknown(id));
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @DeleteMapping("/{id}")
    @Operation(
            summary = "Revoke an API key",
            description =
                    "Invalidates the key: immediately on this replica, and within outset.access.keys.cache-time on"
                            + " the others. The key remains in the list.")
    ApiKeyView revokeApiKey(@Parameter(example = EXAMPLE) @PathVariable String id) {
        return keys.revoke(id).map(ApiKeyView::of).orElseThrow(() -> unknown(id));
    }

    private static NotFoundException unknown(String id) {
        return new NotFoundException("There is no active API key '" + id + "'");
    }
}

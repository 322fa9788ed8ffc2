package dev.outset.api.migration;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationPage;
import dev.outset.migration.job.MigrationRepository;
import dev.outset.migration.job.MigrationRequest;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Migrations between stored VMs. */
@RestController
@RequestMapping(path = "/api/v1/migrations", produces = "application/json")
@Tag(name = "Migrations", description = "Guests that move from one stored VM to another.")
class MigrationController {

    private final MigrationService desk;

    private final MigrationRepository relocations;

    private final ApiSettings settings;

    MigrationController(MigrationService desk, MigrationRepository relocations, ApiSettings settings) {
        this.desk = desk;
        this.relocations = relocations;
        this.settings = settings;
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(consumes = "application/json")
    @Operation(
            operationId = "startMigration",
            summary = "Migrate a guest",
            description = "Checks the plan, then moves the guest of one stored VM to another that waits for it:"
                    + " settings on both sides, verified; the migration, followed to its end; the settings of before,"
                    + " verified again. 422 with every finding if the plan says that it fails, unless override is"
                    + " true; 409 while one of the VMs takes part in another migration.")
    @ApiResponse(
            responseCode = "202",
            description = "Stored; Location says where to look how far it is.",
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<MigrationView> migrate(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = MigrationRequest.class)))
                    ParsedBody<MigrationRequest> body) {
        MigrationJob relocation = desk.admit(body.orRefuse());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/migrations/" + relocation.id()))
                .body(MigrationView.of(relocation));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(
            operationId = "listMigrations",
            summary = "List migrations",
            description = "Newest first, page by page; those that are over too.")
    Page<MigrationView> list(
            @Parameter(description = "A VM that takes part.", example = "db-1")
                    @RequestParam(required = false)
                    @Nullable String vm,
            @Parameter(description = "The most items of a page.") @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = "nextCursor of the page before.") @RequestParam(required = false) @Nullable String cursor) {
        int size = limit == null ? settings.pageSize() : limit;
        if (size < 1 || size > settings.maxPageSize()) {
            throw new InvalidRequestException(new Violations(List.of(Violation.error(
                    "limit",
                    "range",
                    "The limit " + size + " is not between 1 and " + settings.maxPageSize(),
                    "Ask for fewer, or raise the setting outset.api.max-page-size"))));
        }
        MigrationPage found = relocations.list(
                name(vm),
                desk.reach().labels(),
                cursor,
                size,
                settings.maxPageBytes().toBytes());
        return new Page<>(
                found.migrations().stream().map(MigrationView::of).toList(),
                found.hasMore() ? found.migrations().getLast().id() : null);
    }

    private static @Nullable VmName name(@Nullable String vm) {
        try {
            return vm == null ? null : new VmName(vm);
        } catch (IllegalArgumentException odd) {
            throw new InvalidRequestException(new Violations(
                    List.of(Violation.error("vm", "format", String.valueOf(odd.getMessage()), "Name a VM"))));
        }
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{id}")
    @Operation(
            operationId = "showMigration",
            summary = "Show a migration",
            description = "How far it is, or how it ended.")
    MigrationView show(@Parameter(example = "019a7c1d2e3f-4b5a69788796a5b4") @PathVariable String id) {
        return MigrationView.of(desk.find(id));
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping("/{id}/cancel")
    @Operation(
            operationId = "cancelMigration",
            summary = "Cancel a migration",
            description = "Ends it, if it can still be ended; the guest stays on the source and the settings of before"
                    + " are put back. The answer comes before that is done. 409 when it is over.")
    @ApiResponse(responseCode = "202", description = "It will be ended.")
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<MigrationView> cancel(
            @Parameter(example = "019a7c1d2e3f-4b5a69788796a5b4") @PathVariable String id) {
        return ResponseEntity.accepted().body(MigrationView.of(desk.cancel(id)));
    }
}

package dev.outset.api.migration;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.http.PageLimit;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.binding.EnumLabels;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.run.Migration;
import dev.outset.migration.run.MigrationPhase;
import dev.outset.migration.run.MigrationProgress;
import dev.outset.migration.run.MigrationRepository;
import dev.outset.store.database.Slice;
import dev.outset.violation.Violation;
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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Starts, lists, shows and cancels migrations between stored VMs. */
@RestController
@RequestMapping(path = "/api/v1/migrations", produces = "application/json")
@Tag(name = "Migrations", description = "Live migrations from one stored VM to another.")
class MigrationController {

    private final MigrationService service;

    private final MigrationRepository repository;

    private final ApiSettings settings;

    MigrationController(MigrationService service, MigrationRepository repository, ApiSettings settings) {
        this.service = service;
        this.repository = repository;
        this.settings = settings;
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(consumes = "application/json")
    @Operation(
            operationId = "startMigration",
            summary = "Start a migration",
            description = "Checks the migration plan, then migrates the guest of a stored VM to another stored VM that"
                    + " waits for an incoming migration: applies and verifies the settings on both sides, monitors the"
                    + " migration until it ends, and restores and verifies the previous settings. 422 with every"
                    + " finding if the plan predicts a failure, unless override is true; 409 while one of the VMs takes"
                    + " part in another migration.")
    @ApiResponse(
            responseCode = "202",
            description = "Accepted. The header Location contains the URL of the migration.",
            headers = @Header(name = "Location", ref = "#/components/headers/Location"))
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<MigrationView> migrate(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = MigrationRequest.class)))
                    ParsedBody<MigrationRequest> body) {
        Migration migration = service.admit(body.orThrow());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/migrations/" + migration.id()))
                .body(MigrationView.of(migration));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(
            operationId = "listMigrations",
            summary = "List migrations",
            description = "Newest first, in pages. Includes migrations that have ended.")
    Page<MigrationView> list(
            @Parameter(description = "Only migrations with this VM as source or destination.", example = "db-1")
                    @RequestParam(required = false)
                    @Nullable String vm,
            @Parameter(
                            description = "Only migrations in this phase.",
                            example = "Running",
                            schema = @Schema(implementation = MigrationPhase.class))
                    @RequestParam(required = false)
                    @Nullable String phase,
            @PageLimit @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = "nextCursor of the previous page.") @RequestParam(required = false) @Nullable String cursor) {
        Slice<Migration> found = repository.list(
                name(vm),
                phase(phase),
                service.labelScope().labels(),
                cursor,
                settings.pageSize(limit),
                settings.maxPageBytes().toBytes());
        return Page.of(found.map(MigrationView::of), MigrationView::id);
    }

    private static @Nullable VmName name(@Nullable String vm) {
        try {
            return vm == null ? null : new VmName(vm);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidRequestException(
                    Violation.error("vm", "format", String.valueOf(invalid.getMessage()), "Send a valid VM name"));
        }
    }

    private static @Nullable MigrationPhase phase(@Nullable String phase) {
        return phase == null
                ? null
                : EnumLabels.find(MigrationPhase.class, phase)
                        .orElseThrow(() -> new InvalidRequestException(Violation.error(
                                "phase",
                                "format",
                                "'" + phase + "' is not a phase of a migration",
                                "Send one of " + Arrays.toString(MigrationPhase.values()))));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{id}")
    @Operation(
            operationId = "showMigration",
            summary = "Show a migration",
            description = "The progress of a migration, or its result.")
    MigrationView show(@Parameter(example = "019a7c1d2e3f-4b5a69788796a5b4") @PathVariable String id) {
        return MigrationView.of(service.find(id));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{id}/progress")
    @Operation(
            operationId = "listMigrationProgress",
            summary = "List the progress of a migration over time",
            description = "Oldest first, at most 120 items at equal intervals; the last one is the last progress of the"
                    + " migration. Retained after the migration has ended.")
    Page<MigrationProgress> listProgress(
            @Parameter(example = "019a7c1d2e3f-4b5a69788796a5b4") @PathVariable String id) {
        return Page.of(repository.progress(service.find(id)));
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping("/{id}/cancel")
    @Operation(
            operationId = "cancelMigration",
            summary = "Cancel a migration",
            description = "Cancels the migration, if that is still possible: the guest stays on the source, and the"
                    + " previous settings are restored. Cancellation is asynchronous. 409 if the migration has ended.")
    @ApiResponse(responseCode = "202", description = "Cancellation requested.")
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<MigrationView> cancel(
            @Parameter(example = "019a7c1d2e3f-4b5a69788796a5b4") @PathVariable String id) {
        return ResponseEntity.accepted().body(MigrationView.of(service.cancel(id)));
    }
}

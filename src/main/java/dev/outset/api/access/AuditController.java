package dev.outset.api.access;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.access.audit.AuditEntry;
import dev.outset.access.audit.AuditLog;
import dev.outset.access.audit.AuditQuery;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Cursor;
import dev.outset.api.http.Page;
import dev.outset.api.http.PageLimit;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists the audit log. */
@RestController
@RequestMapping(path = "/api/v1/audit", produces = "application/json")
@Tag(name = "Access", description = "API keys, audit log and current identity.")
class AuditController {

    private final AuditLog log;

    private final CurrentPrincipal caller;

    private final ApiSettings limits;

    AuditController(AuditLog log, CurrentPrincipal caller, ApiSettings limits) {
        this.log = log;
        this.caller = caller;
        this.limits = limits;
    }

    @RequiredRole(Role.ADMINISTRATOR)
    @GetMapping
    @Operation(
            summary = "List the audit log",
            description =
                    "Lists all changes with principal, time, request, and the values before and after; newest first."
                            + " The actions are vm.create, vm.change, vm.restart, vm.release, vm.delete,"
                            + " migration.start, migration.cancel, key.create, key.rotate and key.revoke."
                            + " Entries are immutable.")
    Page<AuditEntry> listAudit(
            @Parameter(description = "The name of the principal.", example = "alice")
                    @RequestParam(required = false)
                    @Nullable String subject,
            @Parameter(description = "The action.", example = "vm.create") @RequestParam(required = false) @Nullable String action,
            @Parameter(description = "The object that was changed.", example = "db-1")
                    @RequestParam(required = false)
                    @Nullable String target,
            @Parameter(description = "Earliest time, inclusive.", example = "2026-01-31T12:00:00Z")
                    @RequestParam(required = false)
                    @Nullable String since,
            @Parameter(description = "Latest time, exclusive.", example = "2126-01-31T12:00:00Z")
                    @RequestParam(required = false)
                    @Nullable String until,
            @PageLimit @RequestParam(required = false) @Nullable Integer limit,
            @Cursor(regexp = "[0-9]{1,18}") @RequestParam(required = false) @Nullable String cursor) {
        List<Violation> violations = new ArrayList<>();
        AuditQuery query = new AuditQuery(
                subject,
                action,
                target,
                time("since", since, violations),
                time("until", until, violations),
                caller.current().scope(),
                cursor == null ? null : Long.valueOf(cursor),
                limits.pageSize(limit),
                limits.maxPageBytes().toBytes());
        InvalidRequestException.throwIfErrors(new Violations(violations));
        return Page.of(log.list(query), entry -> Long.toString(entry.sequence()));
    }

    private static @Nullable Instant time(String name, @Nullable String text, List<Violation> violations) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException invalid) {
            violations.add(Violation.error(
                    name,
                    "format",
                    "'" + text + "' is not a valid time",
                    "Use UTC in ISO 8601 format, for example 2026-01-31T12:00:00Z"));
            return null;
        }
    }
}

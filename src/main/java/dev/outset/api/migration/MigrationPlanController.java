package dev.outset.api.migration;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ParsedBody;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.PlanRequest;
import dev.outset.migration.plan.ShellScript;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Plans migrations without starting them. */
@RestController
@RequestMapping(path = "/api/v1/migration-plans", consumes = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Stateless operations")
class MigrationPlanController {

    private final MigrationPlanService plans;

    MigrationPlanController(MigrationPlanService plans) {
        this.plans = plans;
    }

    @RequiredRole(Role.VIEWER)
    @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "planMigration",
            summary = "Plan a migration",
            description =
                    "Predicts the outcome of a migration between two endpoints, with the findings that determine the"
                            + " verdict and the steps for both sides. With Accept: text/x-shellscript, returns the"
                            + " steps as a script to run manually on the two hosts.")
    @ApiResponse(
            responseCode = "200",
            description = "The plan, or the script.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = MigrationPlanView.class)),
                @Content(mediaType = "text/x-shellscript", schema = @Schema(type = "string"))
            })
    MigrationPlanView plan(
            @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = MigrationPlanRequest.class)))
                    ParsedBody<MigrationPlanRequest> body) {
        MigrationPlan plan = plans.plan(plans.toPlanRequest(body));
        return MigrationPlanView.of(plan.refused(plans.checkGuests(body.orThrow())));
    }

    @RequiredRole(Role.VIEWER)
    @Hidden
    @PostMapping(produces = "text/x-shellscript")
    String script(ParsedBody<MigrationPlanRequest> body) {
        PlanRequest request = plans.toPlanRequest(body);
        MigrationPlan plan = plans.plan(request);
        return ShellScript.write(
                plan, request.source().monitorSocket(), request.destination().monitorSocket());
    }
}

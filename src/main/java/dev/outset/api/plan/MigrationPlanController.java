package dev.outset.api.plan;

import dev.outset.access.Requires;
import dev.outset.access.Role;
import dev.outset.api.http.Submitted;
import dev.outset.pairing.MigrationPlan;
import dev.outset.pairing.PairQuestion;
import dev.outset.pairing.ShellBundle;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Migrations thought through before they start. */
@RestController
@RequestMapping(path = "/api/v1/migration-plans", consumes = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Without storing anything")
class MigrationPlanController {

    private final MigrationPlans plans;

    MigrationPlanController(MigrationPlans plans) {
        this.plans = plans;
    }

    @Requires(Role.VIEWER)
    @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Plan a migration",
            description = "Predicts what becomes of a migration between two ends, with every finding behind the verdict"
                    + " and the steps for both sides. With Accept: text/x-shellscript the steps come as a script to"
                    + " run by hand on two hosts.")
    MigrationPlanView plan(
            @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = MigrationPlanRequest.class)))
                    Submitted<MigrationPlanRequest> body) {
        return MigrationPlanView.of(plans.plan(plans.question(body)));
    }

    @Requires(Role.VIEWER)
    @PostMapping(produces = "text/x-shellscript")
    @Operation(summary = "Plan a migration", description = "The steps as a script to run by hand on two hosts.")
    String script(
            @RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = MigrationPlanRequest.class)))
                    Submitted<MigrationPlanRequest> body) {
        PairQuestion question = plans.question(body);
        MigrationPlan plan = plans.plan(question);
        return ShellBundle.write(
                plan, question.source().monitorSocket(), question.destination().monitorSocket());
    }
}

package dev.outset.api.vm.outcome;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.vm.VmLookup;
import dev.outset.api.vm.admission.CommandLineView;
import dev.outset.api.vm.admission.PlanView;
import dev.outset.api.vm.admission.VmPlanService;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.store.vm.StoredVm;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a stored definition comes to, and what was observed. */
@RestController
@RequestMapping(path = "/api/v1/vms/{name}")
@Tag(name = "Outcome", description = "What a definition comes to: plan, command line, boot, values in force.")
class OutcomeController {

    private final AuthorizedVms vms;

    private final VmPlanService blueprint;

    OutcomeController(AuthorizedVms vms, VmPlanService blueprint) {
        this.vms = vms;
        this.blueprint = blueprint;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/plan", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "showPlan",
            summary = "Show the delivery plan",
            description = "For each wished parameter and capability the channel by which it travels and why, for every"
                    + " parameter which layer wins, and the same settings in every dialect.")
    PlanView plan(@Parameter(example = "db-1") @PathVariable String name) {
        VmSpec spec = spec(name);
        return PlanView.of(blueprint.plan(spec), blueprint.dialects(spec));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/command-line", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "showCommandLine",
            summary = "Show the command line",
            description = "As JSON with the origin of every token; with Accept: text/plain one line for a shell.")
    @ApiResponse(
            responseCode = "200",
            description = "Every token with its origin, or one line.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = CommandLineView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string"))
            })
    CommandLineView commandLine(@Parameter(example = "db-1") @PathVariable String name) {
        return CommandLineView.of(blueprint.commandLine(name, spec(name)));
    }

    @RequiredRole(Role.VIEWER)
    @Hidden
    @GetMapping(path = "/command-line", produces = MediaType.TEXT_PLAIN_VALUE)
    String shellLine(@PathVariable String name) {
        return commandLine(name).shell() + "\n";
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/parameters", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "showParameters",
            summary = "Show every parameter",
            description = "Wanted and observed value, the winning and the overridden layers, the last step of QEMU's"
                    + " start that was behind it when the value came into force, and the verdict; the same of the"
                    + " capabilities that are wanted or on.")
    ParametersView parameters(@Parameter(example = "db-1") @PathVariable String name) {
        StoredVm vm = VmLookup.find(name, vms::find);
        return vm.status().parameters().isEmpty()
                ? ParametersView.planned(
                        blueprint.plan(vm.definition().spec()),
                        vm.definition().spec().migration().capabilities())
                : ParametersView.observed(vm.status().parameters(), vm.status().capabilities());
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/boot", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "showBoot",
            summary = "Show the start of its QEMU",
            description = "Every phase and step in the order of the release, when each was reached, and which"
                    + " parameters became readable there.")
    BootView boot(@Parameter(example = "db-1") @PathVariable String name) {
        StoredVm vm = VmLookup.find(name, vms::find);
        VmSpec spec = vm.definition().spec();
        DeliveryPlan plan = blueprint.plan(spec);
        return BootView.of(vm.status().boot(), blueprint.catalogue(spec), plan);
    }

    private VmSpec spec(String name) {
        return VmLookup.find(name, vms::find).definition().spec();
    }
}

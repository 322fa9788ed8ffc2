package dev.outset.api.vm.outcome;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.VmLookup;
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

/** Shows what a stored definition results in, and what was observed. */
@RestController
@RequestMapping(path = "/api/v1/vms/{name}")
@Tag(name = "Outcome", description = "The results of a definition: plan, command line, boot and effective values.")
class OutcomeController {

    private final AuthorizedVms vms;

    private final VmPlanService plans;

    OutcomeController(AuthorizedVms vms, VmPlanService plans) {
        this.vms = vms;
        this.plans = plans;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/plan", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Show the delivery plan",
            description = "The delivery channel of each requested parameter and capability with the reason, the layers"
                    + " of every parameter and capability, and the same settings in every dialect.")
    PlanView showPlan(@Parameter(example = "db-1") @PathVariable String name) {
        VmSpec spec = spec(name);
        return PlanView.of(plans.plan(spec), plans.dialects(spec));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/command-line", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Show the command line",
            description = "The command line as JSON with the origin of every token. With Accept: text/plain, one line"
                    + " for a shell.")
    @ApiResponse(
            responseCode = "200",
            description = "The command line as JSON, or as one line for a shell.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = CommandLineView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string"))
            })
    CommandLineView showCommandLine(@Parameter(example = "db-1") @PathVariable String name) {
        return CommandLineView.of(plans.commandLine(name, spec(name)));
    }

    @RequiredRole(Role.VIEWER)
    @Hidden
    @GetMapping(path = "/command-line", produces = MediaType.TEXT_PLAIN_VALUE)
    String shellLine(@PathVariable String name) {
        return showCommandLine(name).shell() + "\n";
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/parameters", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Show the parameters and capabilities",
            description = "The requested and the observed value of every parameter, the effective and the overridden"
                    + " layers, the last boot step completed when the value took effect, and the verdict. The same for"
                    + " the capabilities that are requested, on or off, and for others that are or were enabled.")
    ParametersView showParameters(@Parameter(example = "db-1") @PathVariable String name) {
        StoredVm vm = VmLookup.find(name, vms::find);
        return vm.status().settings().isEmpty()
                ? ParametersView.planned(plans.plan(vm.definition().spec()))
                : ParametersView.observed(vm.status().settings());
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping(path = "/boot", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Show the boot of a VM",
            description = "All phases and steps in the order of the QEMU release, when each was reached, and which"
                    + " parameters became readable.")
    BootView showBoot(@Parameter(example = "db-1") @PathVariable String name) {
        StoredVm vm = VmLookup.find(name, vms::find);
        VmSpec spec = vm.definition().spec();
        DeliveryPlan plan = plans.plan(spec);
        return BootView.of(vm.status().boot(), plans.catalogue(spec), plan);
    }

    private VmSpec spec(String name) {
        return VmLookup.find(name, vms::find).definition().spec();
    }
}

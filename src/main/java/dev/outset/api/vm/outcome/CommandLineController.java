package dev.outset.api.vm.outcome;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.CommandLineView;
import dev.outset.api.vm.admission.VmPlanService;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Renders command lines; nothing is stored. */
@RestController
@RequestMapping(path = "/api/v1", consumes = "application/json", produces = "application/json")
@Tag(
        name = "Stateless operations",
        description = "Operations that store nothing: render, import, compare, plan and simulate.")
class CommandLineController {

    private static final String GUEST = "vm";

    private final Admission admission;

    private final VmPlanService plans;

    CommandLineController(Admission admission, VmPlanService plans) {
        this.admission = admission;
        this.plans = plans;
    }

    @RequiredRole(Role.VIEWER)
    @PostMapping("/command-lines")
    @Operation(
            summary = "Render a command line",
            description = "Renders the QEMU command line of a spec. The guest name is 'vm'.")
    CommandLineView renderCommandLine(@RequestBody(required = true) ParsedBody<VmSpec> body) {
        return CommandLineView.of(
                plans.commandLine(GUEST, admission.admitSpec(body).spec()));
    }
}

package dev.outset.api.vm.outcome;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.CommandLineView;
import dev.outset.api.vm.admission.VmPlanService;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Command lines without storing anything. */
@RestController
@RequestMapping(path = "/api/v1", consumes = "application/json", produces = "application/json")
@Tag(name = "Without storing anything", description = "Render, import, compare and simulate.")
class CommandLineController {

    private static final String GUEST = "vm";

    private final Admission admission;

    private final VmPlanService blueprint;

    CommandLineController(Admission admission, VmPlanService blueprint) {
        this.admission = admission;
        this.blueprint = blueprint;
    }

    @RequiredRole(Role.VIEWER)
    @PostMapping("/command-lines")
    @Operation(
            operationId = "renderCommandLine",
            summary = "Render a command line",
            description = "Of a spec; the guest is called 'vm'.")
    CommandLineView render(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = VmSpec.class)))
                    ParsedBody<VmSpec> body) {
        return CommandLineView.of(
                blueprint.commandLine(GUEST, admission.admitSpec(body).spec()));
    }
}

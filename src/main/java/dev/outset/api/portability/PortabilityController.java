package dev.outset.api.portability;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ParsedBody;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.launch.RunFolder;
import dev.outset.simulator.Simulation;
import dev.outset.simulator.SimulationRunner;
import dev.outset.validation.PortabilityReport;
import dev.outset.validation.Validator;
import dev.outset.violation.Violation;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Checks one definition against every QEMU release; nothing is stored. */
@RestController
@RequestMapping(path = "/api/v1", consumes = "application/json", produces = "application/json")
@Tag(name = "Stateless operations")
class PortabilityController {

    private static final String GUEST = "vm";

    private final Catalogues catalogues;

    private final Validator validator;

    private final RunFolder runFolder;

    private final SimulationRunner simulations;

    private final CommandLineRenderer renderer = new CommandLineRenderer();

    PortabilityController(
            Catalogues catalogues, Validator validator, RunFolder runFolder, SimulationRunner simulations) {
        this.catalogues = catalogues;
        this.validator = validator;
        this.runFolder = runFolder;
        this.simulations = simulations;
    }

    @RequiredRole(Role.VIEWER)
    @PostMapping("/portability-reports")
    @Operation(
            summary = "Compare QEMU releases for a definition",
            description =
                    "For each QEMU release: whether it accepts the definition, its output, which defaults change, what"
                            + " is unsupported or deprecated, and the delivery channel of each requested parameter.")
    PortabilityView reportPortability(@RequestBody(required = true) ParsedBody<VmSpec> body) {
        return new PortabilityView(PortabilityReport.of(body.orThrow(), catalogues, validator).releases().stream()
                .map(release -> PortabilityView.Release.of(release, prints(release)))
                .toList());
    }

    /** The error messages of the violations if the release rejects the definition, else the output of a simulation. */
    private List<String> prints(PortabilityReport.Release release) {
        if (!release.accepted()) {
            return release.violations().errors().stream()
                    .map(Violation::qemu)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
        }
        VmSpec spec = release.spec();
        List<String> arguments = renderer.render(
                        GUEST, spec, release.plan(), catalogues.of(release.version()), runFolder.monitorSocket(GUEST))
                .arguments();
        return simulations
                .run(new Simulation.Request(
                        release.version(), spec.qemu().incomingConfig(), arguments, List.of(), Instant.EPOCH))
                .stderr();
    }
}

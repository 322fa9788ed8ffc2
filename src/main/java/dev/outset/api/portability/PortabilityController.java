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
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What every release makes of one definition; nothing is stored. */
@RestController
@RequestMapping(path = "/api/v1", consumes = "application/json", produces = "application/json")
@Tag(name = "Without storing anything")
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
            operationId = "reportPortability",
            summary = "Compare releases for a definition",
            description =
                    "For each QEMU release: whether it takes the definition, what it prints, which defaults change,"
                            + " what is unknown, gone or discouraged there, and by which channel each wish travels.")
    PortabilityView report(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = VmSpec.class)))
                    ParsedBody<VmSpec> body) {
        return new PortabilityView(PortabilityReport.of(body.orRefuse(), catalogues, validator).releases().stream()
                .map(release -> PortabilityView.Release.of(release, prints(release)))
                .toList());
    }

    /** A release that takes the definition is asked what it prints; of one that does not, its refusals are known. */
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
                        release.version(), spec.hasIncomingConfig(), arguments, List.of(), Instant.EPOCH))
                .stderr();
    }
}

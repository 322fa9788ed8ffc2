package dev.outset.api.simulation;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.importing.CommandLineChecks;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.importing.CommandLineImporter;
import dev.outset.simulator.Simulation;
import dev.outset.simulator.SimulationRunner;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs one simulation per request; deterministic, and nothing is stored. */
@RestController
@RequestMapping(path = "/api/v1", consumes = "application/json", produces = "application/json")
@Tag(name = "Stateless operations")
class SimulationController {

    private final SimulationRunner runner;

    private final Catalogues catalogues;

    private final ApiSettings settings;

    private final SimulationExecutor executor;

    private final SimulationSettings limits;

    /** Receives the replies of a simulation, and aborts it when it is interrupted or its output exceeds the limit. */
    private static final class OutputLimit implements Consumer<JsonNode> {

        private final long limit;

        private long characters;

        private OutputLimit(long limit) {
            this.limit = limit;
        }

        @Override
        public void accept(JsonNode reply) {
            if (Thread.interrupted()) {
                throw new CancellationException("The simulation was cancelled");
            }
            characters += reply.toString().length();
            if (characters > limit) {
                throw new InvalidRequestException(Violation.error(
                        "/commands",
                        "size",
                        "The replies are longer than " + limit + " bytes",
                        "Send fewer commands, or raise the setting outset.api.simulation.max-output"));
            }
        }
    }

    SimulationController(
            SimulationRunner runner,
            Catalogues catalogues,
            ApiSettings settings,
            SimulationExecutor executor,
            SimulationSettings limits) {
        this.executor = executor;
        this.limits = limits;
        this.runner = runner;
        this.catalogues = catalogues;
        this.settings = settings;
    }

    @RequiredRole(Role.VIEWER)
    @PostMapping("/simulations")
    @Operation(
            summary = "Simulate a QEMU process",
            description = "Simulates QEMU from option parsing to the last QMP reply, as the real QEMU of that release"
                    + " behaves. The status is 200 even if QEMU exits or aborts. Times are relative to the start.")
    @ApiResponse(
            responseCode = "200",
            description = "The result of the simulation.",
            content = @Content(schema = @Schema(implementation = Simulation.Result.class)))
    JsonNode simulate(@RequestBody(required = true) ParsedBody<SimulationRequest> body) {
        SimulationRequest request = body.orThrow();
        List<String> arguments = arguments(request);
        check(request, arguments);
        Simulation.Request simulation = new Simulation.Request(
                request.qemu().version(),
                request.qemu().incomingConfig(),
                arguments,
                request.commands(),
                Instant.EPOCH);
        OutputLimit output = new OutputLimit(limits.maxOutput().toBytes());
        Simulation.Result result = executor.run(() -> runner.run(simulation, output));
        return JsonMapper.shared().valueToTree(result);
    }

    private static List<String> arguments(SimulationRequest request) {
        String shell = request.shell();
        if (shell == null) {
            return request.arguments();
        }
        if (!request.arguments().isEmpty()) {
            throw new InvalidRequestException(Violation.error(
                    "/shell", "shell", "Two command lines are given", "Send one of 'arguments' and 'shell'"));
        }
        return CommandLineChecks.ofShell(() -> CommandLineImporter.arguments(shell));
    }

    private void check(SimulationRequest request, List<String> arguments) {
        List<Violation> violations =
                new ArrayList<>(CommandLineChecks.release(request.qemu(), "/qemu/version", catalogues));
        checkSize(arguments, settings.maxSimulationArguments(), "/arguments", "arguments", violations);
        checkSize(request.commands(), settings.maxSimulationCommands(), "/commands", "commands", violations);
        InvalidRequestException.throwIfErrors(new Violations(violations));
    }

    private static void checkSize(List<?> list, int limit, String pointer, String name, List<Violation> violations) {
        if (list.size() > limit) {
            violations.add(Violation.error(
                    pointer,
                    "size",
                    "There are " + list.size() + " " + name + "; the limit is " + limit,
                    "Send fewer, or raise the setting outset.api.max-simulation-" + name));
        }
    }
}

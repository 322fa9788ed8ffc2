package dev.outset.api.simulation;

import dev.outset.binding.Default;
import dev.outset.vm.QemuChoice;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A QEMU process to simulate, from option parsing to the last QMP reply.
 *
 * @param qemu the QEMU to simulate
 * @param arguments the argument list without the program name and without a monitor; the request acts as the monitor
 * @param shell the command line as a shell command, instead of arguments; null if arguments is set
 * @param commands the QMP commands to send after {@code qmp_capabilities}
 */
@Schema(
        name = "SimulationRequest",
        description = "A QEMU process to simulate, from option parsing to the last QMP reply.")
record SimulationRequest(
        @Schema(description = "The QEMU to simulate.") @Default("{}")
        QemuChoice qemu,

        @Schema(description = "The argument list without the program name and without a monitor.") @Default("[]")
        List<String> arguments,

        @Schema(
                description = "The command line as a shell command, on one or more lines, instead of arguments.",
                example = "qemu-system-x86_64 -machine q35 -incoming defer")
        @Nullable String shell,

        @Schema(description = "The QMP commands to send; qmp_capabilities is already negotiated.") @Default("[]")
        List<JsonNode> commands) {

    SimulationRequest {
        arguments = List.copyOf(arguments);
        commands = List.copyOf(commands);
    }
}

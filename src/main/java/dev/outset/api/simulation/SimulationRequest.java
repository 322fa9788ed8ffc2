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
 * @param arguments the argument list without the program name and without a monitor
 * @param shell the command line as a shell command, on one or more lines, instead of arguments
 * @param commands the QMP commands to send; {@code qmp_capabilities} is already negotiated
 */
record SimulationRequest(
        @Default("{}") QemuChoice qemu,

        @Default("[]") List<String> arguments,

        @Schema(example = "qemu-system-x86_64 -machine q35 -incoming defer") @Nullable String shell,

        @Default("[]") List<JsonNode> commands) {

    SimulationRequest {
        arguments = List.copyOf(arguments);
        commands = List.copyOf(commands);
    }
}

package dev.outset.api.simulation;

import dev.outset.vm.QemuChoice;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One QEMU from option parsing to its last answer.
 *
 * @param qemu which QEMU
 * @param arguments the argument list without the program's name and without a monitor: the caller is the monitor
 * @param shell the same as a shell command; null when the arguments are given
 * @param commands what the monitor sends after {@code qmp_capabilities}
 */
@Schema(name = "SimulationRequest", description = "One QEMU from option parsing to its last answer.")
record SimulationRequest(
        @Schema(description = "Which QEMU.", defaultValue = "{}")
        QemuChoice qemu,

        @Schema(
                description = "The argument list without the program's name and without a monitor.",
                defaultValue = "[]")
        List<String> arguments,

        @Schema(
                description = "The same as a shell command, on one or more lines, instead of arguments.",
                example = "qemu-system-x86_64 -machine q35 -incoming defer")
        @Nullable String shell,

        @Schema(description = "What the monitor sends; qmp_capabilities has been negotiated.", defaultValue = "[]")
        List<JsonNode> commands) {

    SimulationRequest {
        arguments = List.copyOf(arguments);
        commands = List.copyOf(commands);
    }
}

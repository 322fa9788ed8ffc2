package dev.outset.api.importing;

import dev.outset.binding.Default;
import dev.outset.vm.QemuChoice;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line to import.
 *
 * @param arguments the argument list, with or without the program name. Exactly one of arguments and shell
 * @param shell a shell command, on one or more lines. Quotes and line continuations follow the rules of sh; expansions
 *     and substitutions are rejected
 * @param qemu the QEMU release of the command line
 */
record ImportRequest(
        @Schema(example = "[\"-machine\", \"q35\", \"-m\", \"1G\"]") @Nullable List<String> arguments,

        @Schema(example = "qemu-system-x86_64 -machine q35 -m 1G") @Nullable String shell,

        @Default("{}") QemuChoice qemu) {

    ImportRequest {
        arguments = arguments == null ? null : List.copyOf(arguments);
    }
}

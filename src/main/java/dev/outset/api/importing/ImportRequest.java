package dev.outset.api.importing;

import dev.outset.vm.QemuChoice;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line that is to become a definition: exactly one of its two forms.
 *
 * @param arguments the argument list, with or without the program's name
 * @param shell a shell command, on one or more lines
 * @param qemu the release it is for
 */
@Schema(name = "ImportRequest", description = "A command line that is to become a definition.")
record ImportRequest(
        @Schema(
                description =
                        "The argument list, with or without the program's name; exactly one of arguments and shell.",
                example = "[\"-machine\", \"q35\", \"-m\", \"1G\"]")
        @Nullable List<String> arguments,

        @Schema(
                description =
                        "A shell command, on one or more lines. Quotes and line ends are read as sh does; what only"
                                + " a shell can evaluate is refused.",
                example = "qemu-system-x86_64 -machine q35 -m 1G")
        @Nullable String shell,

        @Schema(description = "The release it is for.", defaultValue = "{}")
        QemuChoice qemu) {

    ImportRequest {
        arguments = arguments == null ? null : List.copyOf(arguments);
    }
}

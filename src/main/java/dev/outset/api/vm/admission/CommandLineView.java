package dev.outset.api.vm.admission;

import dev.outset.commandline.CommandLine;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A command line with the origin of every token.
 *
 * @param program the program name
 * @param arguments the argument list without the program name
 * @param tokens the options with their origin: the field, and the reason
 * @param shell the complete command as one line for {@code sh}
 */
@Schema(name = "CommandLine")
public record CommandLineView(String program, List<String> arguments, List<CommandLine.Option> tokens, String shell) {

    private static final String PROGRAM = "qemu-system-x86_64";

    /** The view of a command line. */
    public static CommandLineView of(CommandLine commandLine) {
        return new CommandLineView(
                PROGRAM, commandLine.arguments(), commandLine.options(), commandLine.shellLine(PROGRAM));
    }
}

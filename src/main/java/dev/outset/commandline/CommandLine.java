package dev.outset.commandline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A QEMU argument list in which every option refers to its origin in the spec.
 *
 * @param options the options, in order
 * @param members the members of the options whose value has members, by option
 */
public record CommandLine(List<Option> options, Map<Option, OptionText> members) {

    /**
     * An option and its value.
     *
     * @param option the option, such as {@code -machine}
     * @param value the value, which can contain any character except NUL; null for an option without a value
     * @param pointer the JSON pointer to the field that the option is rendered from; empty if there is none
     * @param reason why the command line contains the option
     */
    public record Option(String option, @Nullable String value, String pointer, String reason) {}

    public CommandLine {
        options = List.copyOf(options);
    }

    /** Returns the argument list without the program name. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>(2 * options.size());
        for (Option option : options) {
            arguments.add(option.option());
            if (option.value() != null) {
                arguments.add(option.value());
            }
        }
        return List.copyOf(arguments);
    }

    /**
     * Returns the command, including the program name, as one line for {@code sh}.
     *
     * @throws IllegalArgumentException if an argument contains NUL
     */
    public String shellLine(String program) {
        List<String> words = new ArrayList<>(arguments());
        words.addFirst(program);
        return ShellQuoting.quote(words);
    }
}

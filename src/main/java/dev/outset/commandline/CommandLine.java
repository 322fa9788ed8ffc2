package dev.outset.commandline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An argument list of QEMU in which every option knows where it comes from.
 *
 * @param options the options in order
 */
public record CommandLine(List<Option> options) {

    /**
     * An option and its value.
     *
     * @param option such as {@code -machine}
     * @param value its value, which may hold any character but NUL; null for an option without one
     * @param pointer the JSON pointer into the spec of what it comes from; empty for what no field decides
     * @param reason why it is there
     */
    public record Option(String option, @Nullable String value, String pointer, String reason) {}

    public CommandLine {
        options = List.copyOf(options);
    }

    /** The argument list without the program's name. */
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
     * The argument list with a program's name in front, as one line for {@code sh}.
     *
     * @throws IllegalArgumentException if an argument holds NUL
     */
    public String shellLine(String program) {
        List<String> words = new ArrayList<>(arguments());
        words.addFirst(program);
        return ShellQuoting.quote(words);
    }
}

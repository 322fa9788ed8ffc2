package dev.outset.commandline;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Quotes argument lists for POSIX shells, such that {@code sh -c} parses exactly the same list. */
public final class ShellQuoting {

    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_%+,./:@][A-Za-z0-9_%+,./:@=-]*|-[A-Za-z0-9_%+,./:@=-]*");

    private ShellQuoting() {}

    /**
     * Quotes an argument list.
     *
     * @param arguments the program and its arguments
     * @throws IllegalArgumentException if an argument contains NUL
     */
    public static String quote(List<String> arguments) {
        return arguments.stream().map(ShellQuoting::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String argument) {
        if (argument.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A command line argument must not contain NUL");
        }
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}

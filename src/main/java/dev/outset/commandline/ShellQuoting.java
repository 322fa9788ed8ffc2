package dev.outset.commandline;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The POSIX shell form of an argument list; {@code sh -c} reads exactly the list back. */
public final class ShellQuoting {

    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_%+,./:@][A-Za-z0-9_%+,./:@=-]*|-[A-Za-z0-9_%+,./:@=-]*");

    private ShellQuoting() {}

    /**
     * Quotes an argument list.
     *
     * @param arguments the program and its arguments
     * @throws IllegalArgumentException if an argument holds NUL, which no argument of a process can hold
     */
    public static String quote(List<String> arguments) {
        return arguments.stream().map(ShellQuoting::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String argument) {
        if (argument.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("An argument holds NUL, which no command line can carry");
        }
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}

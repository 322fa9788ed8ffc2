package dev.outset.commandline;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Builds a command line, option by option. */
public final class OptionList {

    private final List<CommandLine.Option> options = new ArrayList<>(48);

    private final IdentityHashMap<CommandLine.Option, OptionText> members = new IdentityHashMap<>();

    /** Adds an option with a value; see {@link CommandLine.Option}. */
    public OptionList add(String option, String value, String pointer, String reason) {
        options.add(new CommandLine.Option(option, value, pointer, reason));
        return this;
    }

    /** Adds an option with members as its value; see {@link CommandLine.Option}. */
    public OptionList add(String option, OptionText value, String pointer, String reason) {
        add(option, value.toString(), pointer, reason);
        members.put(options.getLast(), value);
        return this;
    }

    /** Adds an option without a value; see {@link CommandLine.Option}. */
    public OptionList flag(String option, String pointer, String reason) {
        options.add(new CommandLine.Option(option, null, pointer, reason));
        return this;
    }

    /** Returns the command line with the options added so far. */
    public CommandLine build() {
        return new CommandLine(options, members);
    }
}

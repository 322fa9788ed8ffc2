package dev.outset.commandline;

import java.util.ArrayList;
import java.util.List;

/** Collects options in order. */
public final class OptionList {

    private final List<CommandLine.Option> options = new ArrayList<>(48);

    public OptionList add(String option, String value, String pointer, String reason) {
        options.add(new CommandLine.Option(option, value, pointer, reason));
        return this;
    }

    public OptionList add(String option, OptionText value, String pointer, String reason) {
        return add(option, value.toString(), pointer, reason);
    }

    public OptionList flag(String option, String pointer, String reason) {
        options.add(new CommandLine.Option(option, null, pointer, reason));
        return this;
    }

    public CommandLine done() {
        return new CommandLine(options);
    }
}

package dev.outset.commandline.importing.option;

import dev.outset.catalogue.reader.FlagOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Splits an argument list into options and values, as {@code system/vl.c: lookup_opt} does. */
public final class OptionSplitter {

    private static final String ENVIRONMENT = "[A-Za-z_][A-Za-z0-9_]*=.*";

    private OptionSplitter() {}

    /** Splits an argument list; the program name and anything before it are skipped. */
    public static List<CliOption> split(List<String> arguments) {
        List<CliOption> options = new ArrayList<>();
        int position = firstOptionIndex(arguments);
        while (position < arguments.size()) {
            String argument = arguments.get(position++);
            boolean isOption = argument.length() > 1 && argument.startsWith("-");
            if (!isOption) {
                options.add(new CliOption(options.size(), "", argument));
            } else if (FlagOptions.contains(argument.substring(argument.startsWith("--") ? 2 : 1))
                    || position == arguments.size()) {
                options.add(new CliOption(options.size(), argument, null));
            } else {
                options.add(new CliOption(options.size(), argument, arguments.get(position++)));
            }
        }
        return options;
    }

    /** Returns the program name; empty if the list starts with an option. */
    public static String programName(List<String> arguments) {
        int start = firstOptionIndex(arguments);
        return start == 0 ? "" : arguments.get(start - 1);
    }

    /** Returns the index of the first option. */
    public static int firstOptionIndex(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String name = argument.substring(argument.lastIndexOf('/') + 1);
            if (name.startsWith("qemu-system")
                    || name.equals("qemu-kvm")
                    || name.equals("kvm")
                    || name.equals("qemu")) {
                return i + 1;
            }
            if (argument.startsWith("-") || !(argument.matches(ENVIRONMENT) || isWrapper(name))) {
                return 0;
            }
        }
        return 0;
    }

    private static boolean isWrapper(String name) {
        return Set.of("sudo", "exec", "env", "nohup", "time").contains(name);
    }
}

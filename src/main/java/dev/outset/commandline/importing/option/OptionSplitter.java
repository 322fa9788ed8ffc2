package dev.outset.commandline.importing.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Pairs the words of an argument list to options and values, as {@code system/vl.c: lookup_opt} does. */
public final class OptionSplitter {

    /** The options without a value, of every release that the catalogue knows. */
    private static final Set<String> FLAGS = Set.of(
            "-h",
            "-help",
            "-version",
            "-S",
            "-nodefaults",
            "-no-user-config",
            "-nodefconfig",
            "-daemonize",
            "-enable-kvm",
            "-no-reboot",
            "-no-shutdown",
            "-no-hpet",
            "-no-acpi",
            "-only-migratable",
            "-usb",
            "-nographic",
            "-snapshot",
            "-preconfig",
            "-singlestep",
            "-no-fd-bootchk",
            "-full-screen",
            "-win2k-hack",
            "-no-quit",
            "-alt-grab",
            "-ctrl-grab",
            "-no-frame",
            "-sdl",
            "-curses",
            "-portrait",
            "-mem-prealloc",
            "-enable-fips",
            "-xen-attach",
            "-xen-domid-restrict",
            "-old-param",
            "-semihosting",
            "-enable-sync-profile");

    private static final String ENVIRONMENT = "[A-Za-z_][A-Za-z0-9_]*=.*";

    private OptionSplitter() {}

    /** The options of an argument list; a program's name and what stands before it is left out. */
    public static List<CliOption> of(List<String> arguments) {
        List<CliOption> words = new ArrayList<>();
        int position = start(arguments);
        while (position < arguments.size()) {
            String word = arguments.get(position++);
            boolean isOption = word.length() > 1 && word.startsWith("-");
            if (!isOption) {
                words.add(new CliOption(words.size(), "", word));
            } else if (FLAGS.contains(word.startsWith("--") ? word.substring(1) : word)
                    || position == arguments.size()) {
                words.add(new CliOption(words.size(), word, null));
            } else {
                words.add(new CliOption(words.size(), word, arguments.get(position++)));
            }
        }
        return words;
    }

    /** The program's name; empty where the list starts with an option. */
    public static String program(List<String> arguments) {
        int start = start(arguments);
        return start == 0 ? "" : arguments.get(start - 1);
    }

    /** Where the options begin. */
    public static int start(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            String name = word.substring(word.lastIndexOf('/') + 1);
            if (name.startsWith("qemu-system")
                    || name.equals("qemu-kvm")
                    || name.equals("kvm")
                    || name.equals("qemu")) {
                return i + 1;
            }
            if (word.startsWith("-") || !(word.matches(ENVIRONMENT) || isWrapper(name))) {
                return 0;
            }
        }
        return 0;
    }

    private static boolean isWrapper(String name) {
        return Set.of("sudo", "exec", "env", "nohup", "time").contains(name);
    }
}

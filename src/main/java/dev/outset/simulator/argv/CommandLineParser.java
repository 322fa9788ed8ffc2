package dev.outset.simulator.argv;

import dev.outset.catalogue.CommandLineOption;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuExit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code system/vl.c: qemu_init}: two passes over the command line, then the checks across options. */
public final class CommandLineParser {

    private final CompiledCatalogue release;

    private final List<String> arguments;

    private final Diagnostics diagnostics = new Diagnostics();

    private int at;

    private CommandLineParser(CompiledCatalogue release, List<String> arguments) {
        this.release = release;
        this.arguments = arguments;
    }

    /**
     * Parses a command line.
     *
     * @param arguments the arguments without the program name
     * @param incomingConfig whether this QEMU supports {@code -incoming config:}
     * @throws QemuExit if QEMU exits because of an option
     */
    public static ParsedCommandLine parse(CompiledCatalogue release, List<String> arguments, boolean incomingConfig) {
        CommandLineParser parser = new CommandLineParser(release, arguments);
        // The first pass rejects unknown options before any option takes effect.
        parser.pass((option, argument) -> {});
        OptionReader reader = new OptionReader(release, incomingConfig, parser.diagnostics);
        parser.pass(reader::read);
        return reader.validate();
    }

    /** Receives the options. */
    private interface Sink {

        /** An option and its argument; null for an option without one. */
        void option(CommandLineOption option, @Nullable String argument);
    }

    private void pass(Sink sink) {
        at = 0;
        while (at < arguments.size()) {
            String word = arguments.get(at++);
            if (word.startsWith("-")) {
                option(word, sink);
            }
        }
    }

    private void option(String word, Sink sink) {
        CommandLineOption option = release.option(word.startsWith("--") ? word.substring(2) : word.substring(1));
        if (option == null) {
            throw QemuExit.fatal(word + ": invalid option");
        }
        if (option.argument() && at == arguments.size()) {
            throw QemuExit.fatal(word + ": requires an argument");
        }
        String argument = option.argument() ? arguments.get(at++) : null;
        diagnostics.at(argument == null ? word : word + " " + argument, () -> sink.option(option, argument));
    }
}

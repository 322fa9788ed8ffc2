package dev.outset.commandline.render;

import dev.outset.commandline.CommandLine;
import java.util.List;

/**
 * One way of saying the migration settings of a definition to its QEMU.
 *
 * @param kind which way
 * @param obstacle why it cannot be used at all; empty where it can
 * @param options the options of the command line that say them
 * @param commands the QMP commands that say them, in order, each a line of JSON
 * @param missing what cannot be said this way, or not in time
 * @param effects what differs in effect from the other ways
 */
public record Dialect(
        Kind kind,
        String obstacle,
        List<CommandLine.Option> options,
        List<String> commands,
        List<Missing> missing,
        List<String> effects) {

    /** Ways of saying migration settings. */
    public enum Kind {
        /** {@code -incoming config:key=value,…}. */
        CONFIG_KEYVAL("config-keyval"),
        /** {@code -incoming config:{…}}. */
        CONFIG_JSON("config-json"),
        /** {@code -global migration.property=value}. */
        GLOBAL("global"),
        /** {@code -incoming defer}, then commands. */
        DEFER_AND_QMP("defer-qmp");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * A setting that cannot be said.
     *
     * @param name the parameter or capability
     * @param pointer the JSON pointer of the wish
     * @param reason why not
     */
    public record Missing(String name, String pointer, String reason) {}

    public Dialect {
        options = List.copyOf(options);
        commands = List.copyOf(commands);
        missing = List.copyOf(missing);
        effects = List.copyOf(effects);
    }

    /** Whether it can be used. */
    public boolean isPossible() {
        return obstacle.isEmpty();
    }
}

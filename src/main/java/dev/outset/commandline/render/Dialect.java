package dev.outset.commandline.render;

import dev.outset.binding.EnumLabels;
import dev.outset.commandline.CommandLine;
import java.util.List;

/**
 * One way to pass the migration settings of a definition to QEMU.
 *
 * @param kind the way
 * @param obstacle why the dialect cannot be used; empty if it can
 * @param options the command line options
 * @param commands the QMP commands, in order, each as one line of JSON
 * @param missing the settings that the dialect cannot express, or not in time
 * @param effects how the effects differ from the other dialects
 */
public record Dialect(
        Kind kind,
        String obstacle,
        List<CommandLine.Option> options,
        List<String> commands,
        List<Missing> missing,
        List<String> effects) {

    /** The ways to pass migration settings. */
    public enum Kind {
        /** {@code -incoming config:key=value,…}. */
        CONFIG_KEYVAL,
        /** {@code -incoming config:{…}}. */
        CONFIG_JSON,
        /** {@code -global migration.property=value}. */
        GLOBAL,
        /** {@code -incoming defer}, followed by QMP commands. */
        DEFER_QMP;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * A setting that a dialect cannot express.
     *
     * @param name the parameter or capability
     * @param pointer the JSON pointer to the requested value
     * @param reason why the dialect cannot express it
     */
    public record Missing(String name, String pointer, String reason) {}

    public Dialect {
        options = List.copyOf(options);
        commands = List.copyOf(commands);
        missing = List.copyOf(missing);
        effects = List.copyOf(effects);
    }

    /** Whether the dialect can be used. */
    public boolean isUsable() {
        return obstacle.isEmpty();
    }
}

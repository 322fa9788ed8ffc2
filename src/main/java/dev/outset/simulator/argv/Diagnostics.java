package dev.outset.simulator.argv;

import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import java.util.ArrayList;
import java.util.List;

/** The lines that QEMU prints while it parses its command line, each prefixed with the option it refers to. */
final class Diagnostics {

    private final List<String> lines = new ArrayList<>();

    private String location = "";

    /**
     * Runs an action with an option as the error location. A {@link QemuError} of the action becomes a
     * {@link QemuExit}.
     */
    void at(String option, Runnable action) {
        location = option;
        try {
            action.run();
        } catch (QemuError error) {
            lines.add(option + ": " + error.description());
            lines.addAll(error.hints());
            throw new QemuExit(1, lines);
        }
    }

    /** Adds a warning and a hint. */
    void warn(String text, String hint) {
        lines.add(location + ": warning: " + text);
        lines.add(hint);
    }

    /** The lines so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }
}

package dev.outset.simulator.argv;

import dev.outset.simulator.text.QemuError;
import java.util.ArrayList;
import java.util.List;

/** What QEMU prints while it reads its command line, each line with the option it belongs to in front. */
final class Diagnostics {

    private final List<String> lines = new ArrayList<>();

    private String location = "";

    /** Runs with an option as the location; its error ends QEMU. */
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

    /** Prints a warning and a hint. */
    void warn(String text, String hint) {
        lines.add(location + ": warning: " + text);
        lines.add(hint);
    }

    /** The lines so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }
}

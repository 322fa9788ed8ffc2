package dev.outset.validation;

import java.util.Set;

/** The words that QEMU's string visitor takes for on. */
final class OnWords {

    private static final Set<String> ON = Set.of("on", "yes", "true", "y");

    private OnWords() {}

    static boolean isOn(String text) {
        return ON.contains(text);
    }
}

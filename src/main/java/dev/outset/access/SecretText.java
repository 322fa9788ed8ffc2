package dev.outset.access;

import java.nio.charset.StandardCharsets;

/** A secret text from the settings, which does not show itself. */
public final class SecretText {

    private final String text;

    /** For a text. */
    public SecretText(String text) {
        this.text = text;
    }

    /** Whether it is empty. */
    public boolean isBlank() {
        return text.isBlank();
    }

    /** The text itself. */
    public String reveal() {
        return text;
    }

    /** How many bytes it has. */
    public int length() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}

package dev.outset.access;

import java.nio.charset.StandardCharsets;

/** A secret from the settings, whose {@link #toString()} does not reveal it. */
public final class SecretText {

    private final String text;

    /** Wraps a secret. */
    public SecretText(String text) {
        this.text = text;
    }

    /** Whether the secret is empty or contains only whitespace. */
    public boolean isBlank() {
        return text.isBlank();
    }

    /** The secret in clear text. */
    public String reveal() {
        return text;
    }

    /** The length in bytes, in UTF-8. */
    public int length() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}

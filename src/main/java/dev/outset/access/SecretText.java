package dev.outset.access;

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

    @Override
    public String toString() {
        return "(secret)";
    }
}

package dev.outset.violation;

/** Shortens texts that quote input of any length. */
public final class Abbreviation {

    private static final String ELLIPSIS = "…";

    private Abbreviation() {}

    /**
     * Returns a text, shortened to a length in characters. The last character of a shortened text is an ellipsis;
     * surrogate pairs are not split.
     */
    public static String of(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - ELLIPSIS.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + ELLIPSIS;
    }
}

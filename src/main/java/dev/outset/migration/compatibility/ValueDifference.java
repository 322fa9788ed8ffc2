package dev.outset.migration.compatibility;

/**
 * What each end has, in words for a message.
 *
 * @param source the source's
 * @param destination the destination's
 */
public record ValueDifference(String source, String destination) {

    /** A difference that has no words of its own. */
    static final ValueDifference PLAIN = new ValueDifference("", "");

    /** A text with {@code %source%} and {@code %destination%} filled in. */
    public String in(String text) {
        return text.replace("%source%", source).replace("%destination%", destination);
    }
}

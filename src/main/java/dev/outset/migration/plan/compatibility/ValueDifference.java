package dev.outset.migration.plan.compatibility;

/**
 * The values of both sides, as text for a message.
 *
 * @param source the value of the source
 * @param destination the value of the destination
 */
public record ValueDifference(String source, String destination) {

    /** A difference without values. */
    static final ValueDifference PLAIN = new ValueDifference("", "");

    /** Returns a text with {@code %source%} and {@code %destination%} replaced by the values. */
    public String in(String text) {
        return text.replace("%source%", source).replace("%destination%", destination);
    }
}

package dev.outset.pairing;

/**
 * What each end has, in words for a message.
 *
 * @param source the source's
 * @param destination the destination's
 */
record Difference(String source, String destination) {

    /** A difference that has no words of its own. */
    static final Difference PLAIN = new Difference("", "");

    /** A text with {@code %source%} and {@code %destination%} filled in. */
    String in(String text) {
        return text.replace("%source%", source).replace("%destination%", destination);
    }
}

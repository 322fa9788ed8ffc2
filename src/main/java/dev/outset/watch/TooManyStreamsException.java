package dev.outset.watch;

/** As many watch already as the settings allow. */
public final class TooManyStreamsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyStreamsException(int limit) {
        super("There are already " + limit + " open streams");
    }
}

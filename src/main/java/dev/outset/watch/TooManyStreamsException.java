package dev.outset.watch;

/** The maximum number of streams is already open. */
public final class TooManyStreamsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyStreamsException(int limit) {
        super("There are already " + limit + " open streams");
    }
}

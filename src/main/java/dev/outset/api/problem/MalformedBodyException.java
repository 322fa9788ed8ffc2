package dev.outset.api.problem;

/** A request body is not valid JSON, or exceeds a limit on JSON (400). */
public final class MalformedBodyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean exceedsLimit;

    /** A body that is not valid JSON; the message says where. */
    public MalformedBodyException(String message) {
        this(message, false);
    }

    private MalformedBodyException(String message, boolean exceedsLimit) {
        super(message);
        this.exceedsLimit = exceedsLimit;
    }

    /** A body that exceeds a limit on nesting, tokens or the length of names, strings or numbers. */
    public static MalformedBodyException limitExceeded(String message) {
        return new MalformedBodyException(message, true);
    }

    boolean exceedsLimit() {
        return exceedsLimit;
    }
}

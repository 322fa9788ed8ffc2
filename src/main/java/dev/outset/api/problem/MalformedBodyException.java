package dev.outset.api.problem;

/** A request body is no JSON, or more of it than the limits allow. */
public final class MalformedBodyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isBeyondLimit;

    /** A body that is no JSON. */
    public MalformedBodyException(String message) {
        this(message, false);
    }

    private MalformedBodyException(String message, boolean isBeyondLimit) {
        super(message);
        this.isBeyondLimit = isBeyondLimit;
    }

    /** A body that is deeper, longer or has longer parts than allowed. */
    public static MalformedBodyException beyondLimit(String message) {
        return new MalformedBodyException(message, true);
    }

    boolean isBeyondLimit() {
        return isBeyondLimit;
    }
}

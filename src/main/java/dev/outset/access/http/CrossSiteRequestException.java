package dev.outset.access.http;

/** A request that a browser sends on behalf of another site. */
public final class CrossSiteRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    CrossSiteRequestException(String message, String action) {
        super(message);
        this.action = action;
    }

    /** What the client or operator should do. */
    public String action() {
        return action;
    }
}

package dev.outset.access.http;

/** A request that a browser carries in for somebody else. */
public final class CrossSiteRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    CrossSiteRequestException(String message, String action) {
        super(message);
        this.action = action;
    }

    /** What to do. */
    public String action() {
        return action;
    }
}
